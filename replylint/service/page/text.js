// Places in a text. The service counts code points, the browser UTF-16 units: an emoji is one there and two or more here.

export const pointsOf = (text) => Array.from(text);

// The UTF-16 offset of every code point, and of the end.
export const unitsOf = (text) => {
  const units = [0];
  for (const point of pointsOf(text)) units.push(units[units.length - 1] + point.length);
  return units;
};

// Marks (with `start` and `end` in UTF-16 units) where an edit has moved them; what it has cut is left out.
export const moved = (marks, before, after) => {
  const most = Math.min(before.length, after.length);
  let head = 0;
  while (head < most && before[head] === after[head]) head += 1;
  let tail = 0;
  while (tail < most - head && before[before.length - 1 - tail] === after[after.length - 1 - tail]) tail += 1;
  const end = before.length - tail;
  const by = after.length - before.length;
  return marks.flatMap((mark) => {
    if (mark.end <= head) return [mark];
    if (mark.start >= end) return [{ ...mark, start: mark.start + by, end: mark.end + by }];
    return mark.start <= head && mark.end >= end && mark.end + by > mark.start ? [{ ...mark, end: mark.end + by }] : [];
  });
};

// The text with edits (in code points, not overlapping) made.
export const edited = (text, edits) => {
  const points = pointsOf(text);
  for (const edit of [...edits].sort((a, b) => b.start - a.start)) points.splice(edit.start, edit.end - edit.start, ...pointsOf(edit.replacement));
  return points.join("");
};

// The text cut wherever a mark begins or ends: each part with the marks that lie on it.
export const parts = (text, marks) => {
  const cuts = new Set([0, text.length]);
  for (const mark of marks) for (const at of [mark.start, mark.end]) if (at > 0 && at < text.length) cuts.add(at);
  const ordered = [...cuts].sort((a, b) => a - b);
  return ordered.slice(0, -1).map((start, number) => {
    const end = ordered[number + 1];
    return { text: text.slice(start, end), marks: marks.filter((mark) => mark.start < end && mark.end > start) };
  });
};
