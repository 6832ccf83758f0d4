// The address of what is shown: it opens the same plan, and the circuit with the visitor's changes.

import { isFramed } from "./config.js";
import { fromQuery, toFragment } from "./link.js";
import { get, getSelected } from "./store.js";

/** The address that reopens what is shown on a page of its own, whatever the form holds meanwhile. */
export function getLink() {
  const address = new URL("./", document.baseURI);
  address.search = `lang=${get().language}`;
  address.hash = toOwnFragment();
  return address.href;
}

/** Write what is shown into the address; a frame leaves the history of its host alone. */
export function keepAddress() {
  const hash = `#${toOwnFragment()}`;
  if (hash === location.hash) return;
  const known = fromQuery(new URLSearchParams(location.hash.slice(1)));
  const isNew = location.hash !== "" && toFragment(known.draft) !== toFragment(findAsked());
  if (isNew && !isFramed) history.pushState(null, "", hash);
  else history.replaceState(null, "", hash);
}

function toOwnFragment() {
  return toFragment(findAsked(), get().selected, getSelected()?.edits);
}

function findAsked() {
  const { answer, draft } = get();
  return answer?.asked ?? draft;
}
