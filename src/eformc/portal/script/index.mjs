// The index of rules: of a change, only the rules that read it are asked again. Nothing of the document is known here.

/*! <index> */
function reads(e, say) {
  if (e[0] === "ref") say(e[3] ? "*" : e[1][0], e[1].slice(0, 2).join("/"));
  else if (e[0] !== "lit") for (const one of e[0] === "in" ? [e[1]] : e) if (Array.isArray(one)) reads(one, say);
}
/*! </index> */

// Place ("*": in a row) -> the numbers of the rules that read something there.
/*! <index> */
export function readers(rules) {
  const found = new Map();
  rules.forEach((rule, n) => reads(rule, (...places) => places.forEach((place) => found.set(place, (found.get(place) || new Set()).add(n)))));
  return found;
}
/*! </index> */

// Follows a change until nothing changes: `of(field)` gives what its rules show, `hides(one)` whether that is to be hidden,
// `hide(one, hidden)` the fields that it holds; whether anything changed. Each round reads what the one before has changed.
/*! <index> */
export function followed(fields, { again, of, hides, hide, most }) {
  let changed = false;
  for (let round = 0; fields.size && round <= most; round++) {
    fields.forEach(again);
    const shown = new Set([...fields].flatMap(of)), next = [...shown].map((one) => [one, hides(one)]);
    fields = new Set();
    for (const [one, hidden] of next) {
      const found = hide(one, hidden);
      if (!found) continue;
      changed = true;
      for (const field of found) fields.add(field);
    }
  }
  return changed;
}
/*! </index> */
