import { explanation, node } from "./guide.js";
import { edited, moved, parts, pointsOf, unitsOf } from "./text.js";

const PAUSE = 300; // milliseconds without a key before the draft is sent
const MOVES = ["refusal", "reason", "alternative", "apology", "acknowledgment", "gratitude", "follow_up", "goodwill"];
const DOES = {
  refusal: "turns down", reason: "says why", alternative: "offers a way on", apology: "apologises", acknowledgment: "takes in the request",
  gratitude: "thanks", follow_up: "says what comes next", goodwill: "is kind",
};
const SEVERITIES = ["error", "warning", "info"];
const REFUSES = { full: "It turns the customer down.", partial: "It turns the customer down in part.", none: "It turns nothing down." };
const VERDICTS = { met: "\u2713 met", weak: "~ weak", unmet: "\u2717 unmet" };

const at = (id) => document.getElementById(id);
const draft = at("draft");
const request = at("request");
const behind = at("behind");
const told = at("told");

const state = { token: null, text: "", marks: [], answer: null, judged: null, timer: 0, running: null, titles: {}, open: new Set(), current: -1 };
const pages = new Map(); // explanations, by code

const named = (kind) => kind.replace("_", "-");
const counted = (number, one, many = one + "s") => number + " " + (number === 1 ? one : many);

// ---- the service

const ask = async (path, body, signal) => {
  const headers = state.token === null ? {} : { Authorization: "Bearer " + state.token };
  if (body !== undefined) headers["Content-Type"] = "application/json";
  const response = await fetch(path, { method: body === undefined ? "GET" : "POST", headers, body: body && JSON.stringify(body), signal, cache: "no-store" });
  if (response.ok) return response.json();
  const said = await response.json().catch(() => ({}));
  const { code = "unknown", message = "the service answered " + response.status, hint = "" } = said.error ?? {};
  throw Object.assign(new Error(message), { code, hint, wait: Number(response.headers.get("Retry-After")) });
};

const question = () => ({
  text: draft.value,
  request: request.value.trim() === "" ? null : request.value,
  profile: at("profile").value || null,
  final: at("final").checked || null,
});

const problem = (text) => {
  at("problem").hidden = text === "";
  if (at("problem").textContent !== text) at("problem").textContent = text;
};

// What went wrong; true when it is worth asking again by itself.
const failed = (error) => {
  if (error.code === "no_token") {
    at("token").hidden = false;
    problem(state.token === null ? "" : "The service does not take that token.");
    at("token-value").focus();
    return;
  }
  const again = error.wait > 0 ? error.wait : error.code === undefined ? 3 : 0;
  problem((error.code === undefined ? "The service does not answer." : error.message + ". " + error.hint) + (again ? " Trying again." : ""));
  if (again) state.timer = setTimeout(check, 1000 * again);
};

const check = async () => {
  clearTimeout(state.timer);
  state.running?.abort();
  if (draft.value.trim() === "") return nothing();
  const running = (state.running = new AbortController());
  const text = draft.value;
  try {
    const answer = await ask("v1/lint", question(), running.signal);
    if (running.signal.aborted) return;
    problem(answer.failures.map((failure) => failure.message + (failure.hint && ". " + failure.hint)).join("\n"));
    if (answer.drafts.length > 0) show(answer.drafts[0], text);
    else unseen("The reply could not be judged.");
  } catch (error) {
    if (running.signal.aborted) return;
    if (error.code !== undefined) unseen("The reply was not judged.");
    failed(error);
  }
};

const nothing = () => {
  unseen("Write or paste a reply.");
  problem("");
};

// There is no result, and nothing of an earlier one is left.
const unseen = (news) => {
  Object.assign(state, { answer: null, judged: null, marks: [], current: -1 });
  at("found").hidden = true;
  at("here").textContent = "";
  told.textContent = news;
  paint();
};

// ---- the marks behind the writing

const paint = () => {
  const shown = parts(draft.value, state.marks).map((part) => {
    const kinds = MOVES.filter((kind) => part.marks.some((mark) => mark.kind === kind));
    const severity = SEVERITIES.find((one) => part.marks.some((mark) => mark.severity === one));
    if (kinds.length === 0 && severity === undefined) return part.text;
    const classes = [];
    if (kinds.length > 0) classes.push("move", "a-" + kinds[0], "b-" + (kinds[1] ?? kinds[0]));
    if (severity !== undefined) classes.push("found", severity);
    if (part.marks.some((mark) => mark.number === state.current)) classes.push("at");
    return node("span", { class: classes.join(" ") }, part.text);
  });
  behind.replaceChildren(...shown, "\u200b"); // the last line has a height even when it is empty
};

const here = () => {
  const caret = draft.selectionStart;
  const marks = state.marks.filter((mark) => mark.start <= caret && caret <= mark.end);
  const moves = marks.filter((mark) => mark.kind).map((mark) => named(mark.kind));
  const found = marks.filter((mark) => mark.severity).map((mark) => mark.code);
  at("here").textContent = moves.length + found.length === 0 ? "" : "At the cursor: " + [...moves, ...found].join(", ");
};

// ---- the results

const show = (answer, text) => {
  const units = unitsOf(text);
  const place = (mark) => ({ start: units[mark.start], end: units[mark.end] });
  state.marks = moved(
    [
      ...answer.moves.map((move) => ({ ...place(move), kind: move.kind })),
      ...answer.findings.map((finding, number) => ({ ...place(finding), severity: finding.severity, code: finding.code, number })),
    ],
    text,
    draft.value,
  );
  Object.assign(state, { answer, judged: text, current: -1 });
  paint();
  here();
  at("found").hidden = false;
  at("found").classList.remove("stale");
  at("score").textContent = answer.score ?? "\u2013";
  at("score").className = answer.score === null ? "" : answer.score < 50 ? "low" : answer.score < 80 ? "middle" : "high";
  const asked = Object.values(answer.rows);
  const why = asked.length > 0 && asked.every((row) => row.verdict === "na") ? asked[0].note : null; // no row was asked: another language, nothing to read
  const unjudged = why === null ? "" : "Not judged: " + why + ".";
  at("said").textContent = unjudged || REFUSES[answer.refusal];
  keepingFocus(() => at("findings").replaceChildren(...answer.findings.map(item)));
  rows(answer.rows);
  const points = pointsOf(text);
  at("moves").replaceChildren(
    ...answer.moves.map((move, number) =>
      node(
        "li",
        {},
        node("span", { class: "chip a-" + move.kind }, named(move.kind)),
        " ",
        node("button", { type: "button", "data-key": "move" + number, onclick: () => select(state.marks.filter((mark) => mark.kind)[number]) }, points.slice(move.start, move.end).join("")),
      ),
    ),
  );
  const counts = SEVERITIES.map((one) => [one, answer.findings.filter((finding) => finding.severity === one).length]).filter(([, number]) => number > 0);
  const kinds = counts.map(([one, number]) => (one === "info" ? counted(number, "hint") : counted(number, one))).join(", ");
  const score = answer.score === null ? "No score." : "Score " + answer.score + " of 100.";
  const news = (unjudged || score) + " " + (counts.length === 0 ? (unjudged ? "" : "Nothing was found.") : counted(answer.findings.length, "finding") + ": " + kinds + ".");
  if (told.textContent !== news) told.textContent = news;
};

const rows = (verdicts) => {
  const title = (row) => state.titles[row] ?? row.replace("_", " ");
  const asked = Object.entries(verdicts).filter(([, verdict]) => verdict.verdict !== "na");
  const left = Object.entries(verdicts).filter(([, verdict]) => verdict.verdict === "na");
  at("rows").replaceChildren(
    ...asked.map(([row, verdict]) =>
      node("tr", {}, node("th", { scope: "row" }, title(row)), node("td", { class: "verdict " + verdict.verdict }, VERDICTS[verdict.verdict]), node("td", {}, verdict.note)),
    ),
  );
  const why = new Map();
  for (const [row, verdict] of left) why.set(verdict.note, [...(why.get(verdict.note) ?? []), title(row)]);
  at("not-asked").textContent = [...why].map(([note, titles]) => "Not asked: " + titles.join(", ") + (note && " (" + note + ")") + ".").join(" ");
};

const item = (finding, number) => {
  const key = finding.code + "." + state.answer.findings.slice(0, number).filter((one) => one.code === finding.code).length;
  const why = node("div", { class: "why", id: "why" + number, hidden: true });
  const button = (what, label, act, more = {}) => node("button", { type: "button", "data-key": key + "." + what, onclick: act, ...more }, label);
  const opens = button("why", "Why?", () => toggle(key, finding.code, opens, why), { "aria-expanded": "false", "aria-controls": "why" + number, "aria-label": "Why " + finding.code + "?" });
  if (state.open.has(key)) toggle(key, finding.code, opens, why);
  return node(
    "li",
    { "data-code": finding.code },
    node("p", {}, node("span", { class: "severity " + finding.severity }, finding.severity), " ", node("strong", {}, finding.code + " " + finding.name), " ",
      node("span", { class: "quiet" }, "line " + finding.line)),
    node("p", {}, finding.message),
    finding.suggestion === "" ? null : node("p", { class: "better" }, finding.suggestion),
    node("div", { class: "buttons" }, button("go", "Show", () => go(number), { "aria-label": "Show " + finding.code + " in the reply" }), opens,
      finding.fix ? button("fix", "Fix: " + finding.fix.title, () => mend(finding.fix)) : null),
    why,
  );
};

const toggle = async (key, code, opens, why) => {
  const open = why.hidden;
  why.hidden = !open;
  opens.setAttribute("aria-expanded", String(open));
  state.open[open ? "add" : "delete"](key);
  if (!open) return;
  if (!pages.has(code)) pages.set(code, ask("v1/rules/" + encodeURIComponent(code)));
  try {
    why.replaceChildren(...explanation(await pages.get(code)));
  } catch (error) {
    pages.delete(code);
    why.textContent = error.message;
  }
};

// The list is built anew with each answer; who stands on one of its buttons stays there.
const keepingFocus = (build) => {
  const key = at("findings").contains(document.activeElement) ? document.activeElement.dataset.key : undefined;
  build();
  if (key === undefined) return;
  const same = [...at("findings").querySelectorAll("button")].find((button) => button.dataset.key === key);
  (same ?? at("results")).focus();
};

const select = (mark) => {
  if (!mark) return;
  draft.focus();
  draft.setSelectionRange(mark.start, mark.end);
};

const go = (number) => {
  const mark = state.marks.find((one) => one.number === number);
  if (!mark) return;
  state.current = number;
  [...at("findings").children].forEach((one, place) => one.classList.toggle("at", place === number));
  paint();
  select(mark);
  here();
  behind.querySelector(".at")?.scrollIntoView({ block: "nearest" });
};

const step = (by) => {
  const marks = state.marks.filter((mark) => mark.number !== undefined).sort((a, b) => a.start - b.start || a.number - b.number);
  if (marks.length === 0) return;
  const now = marks.findIndex((mark) => mark.number === state.current);
  const caret = draft.selectionStart;
  const ahead = by > 0 ? marks.findIndex((mark) => mark.start >= caret) : marks.findLastIndex((mark) => mark.start < caret);
  const next = now >= 0 ? now + by : ahead >= 0 ? ahead : by > 0 ? 0 : marks.length - 1;
  const mark = marks[(next + marks.length) % marks.length];
  go(mark.number);
};

const mend = (fix) => {
  if (draft.value !== state.judged) return; // the draft has changed; a new answer is on its way
  const text = edited(draft.value, fix.edits);
  draft.focus();
  draft.select();
  if (!document.execCommand("insertText", false, text)) draft.setRangeText(text, 0, draft.value.length, "end"); // the first can be undone with Ctrl+Z
  const start = unitsOf(state.text)[Math.min(...fix.edits.map((edit) => edit.start))] ?? 0;
  draft.setSelectionRange(start, start);
  written();
  check();
};

// ---- what the writer does

const written = () => {
  if (draft.value === state.text) return;
  state.marks = moved(state.marks, state.text, draft.value);
  state.text = draft.value;
  state.current = -1;
  at("found").classList.add("stale");
  paint();
  soon();
};

const soon = () => {
  clearTimeout(state.timer);
  state.running?.abort();
  state.timer = setTimeout(check, PAUSE);
};

const copyBrief = async () => {
  try {
    const answer = await ask("v1/lint", { ...question(), brief: true });
    at("brief-box").hidden = false;
    at("brief-text").value = answer.brief;
    at("brief-text").select();
    await navigator.clipboard.writeText(answer.brief);
    told.textContent = "The brief is copied.";
  } catch (error) {
    told.textContent = at("brief-box").hidden ? error.message : "The brief is selected; copy it with Ctrl+C.";
  }
};

const setUp = async () => {
  try {
    const health = await ask("healthz").catch((error) => (error.wait > 0 ? {} : Promise.reject(error)));
    at("version").textContent = "replylint " + (health.version ?? "");
    const table = await ask("v1/rules");
    state.titles = Object.fromEntries(table.rows.map((row) => [row.row, row.title]));
    at("profile").replaceChildren(...table.profiles.map((one) => node("option", { value: one.name, title: one.why, selected: one.name === table.profile }, one.name)));
    const why = () => (at("profile-why").textContent = table.profiles.find((one) => one.name === at("profile").value)?.title ?? "");
    at("profile").addEventListener("change", why);
    why();
    problem("");
  } catch (error) {
    failed(error);
    if (error.code === undefined) setTimeout(setUp, 3000);
  }
};

at("legend").append(
  ...MOVES.map((kind) => node("li", {}, node("span", { class: "chip a-" + kind }, named(kind)), " " + DOES[kind])),
  ...SEVERITIES.map((one) => node("li", {}, node("span", { class: "under " + one }, one))),
);
draft.addEventListener("input", written);
request.addEventListener("input", () => {
  request.previousElementSibling.textContent = request.value + "\u200b";
  soon();
});
for (const id of ["profile", "final"]) at(id).addEventListener("change", check);
document.addEventListener("selectionchange", () => document.activeElement === draft && here());
document.addEventListener("keydown", (event) => {
  if (event.key !== "F8") return;
  event.preventDefault();
  step(event.shiftKey ? -1 : 1);
});
at("brief").addEventListener("click", copyBrief);
at("clear").addEventListener("click", () => {
  draft.value = request.value = request.previousElementSibling.textContent = at("brief-text").value = "";
  at("brief-box").hidden = true;
  state.text = "";
  state.running?.abort();
  check();
  draft.focus();
});
at("token").addEventListener("submit", async (event) => {
  event.preventDefault();
  state.token = at("token-value").value.trim();
  at("token").hidden = true;
  await setUp();
  if (at("token").hidden) {
    draft.focus();
    check();
  }
});
await setUp();
written();
