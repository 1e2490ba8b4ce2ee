"use strict";
(() => {
  const form = document.getElementById("filter");
  const told = document.getElementById("shown");
  const worst = ["error", "warning", "info"];
  const replies = Array.from(document.querySelectorAll(".reply"), (node) => ({
    node,
    details: node.querySelector("details"),
    path: node.querySelector("summary").dataset.path.toLowerCase(),
    findings: Array.from(node.querySelectorAll(".findings > li"), (item) => ({
      item,
      number: item.dataset.number,
      code: item.dataset.code,
      severity: item.dataset.severity,
    })),
    marks: null,
  }));
  const counted = (number, one, many) => number.toLocaleString("en") + " " + (number === 1 ? one : many);

  // The words underlined in one reply; looked up when the filter first touches it.
  const marksOf = (reply) => {
    reply.marks ??= {
      words: Array.from(reply.node.querySelectorAll("mark"), (node) => ({ node, on: node.dataset.on.split(" ") })),
      numbers: Array.from(reply.node.querySelectorAll("sup.number")),
    };
    return reply.marks;
  };

  const underline = (reply, left) => {
    const severities = new Map(left.map((finding) => [finding.number, finding.severity]));
    for (const finding of reply.findings) finding.item.hidden = !severities.has(finding.number);
    const marks = marksOf(reply);
    for (const mark of marks.words) {
      const here = mark.on.map((number) => severities.get(number));
      const severity = worst.find((one) => here.includes(one));
      mark.node.classList.remove(...worst, "off");
      mark.node.classList.add(severity ?? "off");
    }
    for (const number of marks.numbers) number.hidden = !severities.has(number.dataset.number);
  };

  const apply = () => {
    const wanted = new FormData(form);
    const severities = new Set(wanted.getAll("severity"));
    const rule = wanted.get("rule");
    const words = wanted.get("path").toLowerCase().split(/\s+/).filter(Boolean);
    const narrowed = rule !== "" || severities.size < worst.length;
    let shown = 0;
    let found = 0;
    for (const reply of replies) {
      const left = reply.findings.filter((one) => severities.has(one.severity) && (rule === "" || one.code === rule));
      const named = words.every((word) => reply.path.includes(word));
      reply.node.hidden = !named || (left.length === 0 && (narrowed || wanted.has("found")));
      if (reply.node.hidden) continue;
      shown += 1;
      found += left.length;
      if (narrowed || reply.marks) underline(reply, left);
    }
    const all = Number(told.dataset.drafts);
    const of = shown < all || found < Number(told.dataset.findings) ? " of " + counted(all, "reply", "replies") : "";
    told.textContent = (of ? shown.toLocaleString("en") + of : counted(shown, "reply", "replies")) + ", " + counted(found, "finding", "findings");
  };

  const openAll = (open) => {
    for (const reply of replies) if (!reply.node.hidden) reply.details.open = open;
  };

  // A link to a finding or to its words shows them, also where the reply is closed.
  const follow = () => {
    const target = location.hash.length > 1 ? document.getElementById(location.hash.slice(1)) : null;
    const closed = target?.closest("details:not([open])");
    if (closed) closed.open = true;
    if (target?.closest(".findings")) target.focus({ preventScroll: true });
    if (target) target.scrollIntoView({ block: "nearest" });
  };

  form.hidden = false;
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("input", apply);
  form.addEventListener("reset", () => setTimeout(apply));
  document.getElementById("open-all").addEventListener("click", () => openAll(true));
  document.getElementById("close-all").addEventListener("click", () => openAll(false));
  for (const button of document.querySelectorAll(".pick"))
    button.addEventListener("click", () => {
      form.elements.rule.value = button.dataset.pick;
      apply();
      document.getElementById("replies").focus({ preventScroll: true });
      form.scrollIntoView();
    });
  addEventListener("hashchange", follow);
  apply();
  follow();
})();
