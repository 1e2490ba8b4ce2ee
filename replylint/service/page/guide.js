// Builds nodes: never from HTML, so that what a draft holds stays text.

export const node = (name, attributes = {}, ...children) => {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else if (value !== null && value !== false) made.setAttribute(key, value === true ? "" : value);
  }
  made.append(...children.filter((child) => child !== null));
  return made;
};

const MARKED = /`([^`]+)`|\*\*([^*]+)\*\*|\*([^*]+)\*/g;

const inline = (text) => {
  const nodes = [];
  let done = 0;
  for (const match of text.matchAll(MARKED)) {
    nodes.push(text.slice(done, match.index));
    const [whole, code, strong, slanted] = match;
    nodes.push(code !== undefined ? node("code", {}, code) : strong !== undefined ? node("strong", {}, strong) : node("em", {}, slanted));
    done = match.index + whole.length;
  }
  nodes.push(text.slice(done));
  return nodes;
};

// The little Markdown that the pages of the rows are written in: paragraphs, lists, quotes.
const block = (text) => {
  const lines = text.split("\n");
  if (lines.every((line) => line.startsWith(">"))) return node("blockquote", {}, ...lines.flatMap((line) => [...inline(line.replace(/^> ?/, "")), node("br")]));
  if (lines[0].startsWith("- ")) return node("ul", {}, ...text.slice(2).split("\n- ").map((item) => node("li", {}, ...inline(item.replace(/\s+/g, " ")))));
  return node("p", {}, ...inline(lines.join(" ")));
};

export const explanation = (rule) => {
  const parts = rule.sections.flatMap((section) => [
    node("h4", {}, section.heading),
    ...section.text.split(/\n\s*\n/).filter((text) => text.trim() !== "").map(block),
  ]);
  const sources = rule.sources.length > 0 ? [node("h4", {}, "Sources"), node("ul", {}, ...rule.sources.map((source) => node("li", {}, source)))] : [];
  const short = rule.title === null ? [node("p", {}, rule.message), node("p", {}, rule.suggestion)] : [];
  return [...short, ...parts, ...sources];
};
