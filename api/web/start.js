// Brings the page up: texts, themes, profiles, then what the address asks for.

import { listProfiles, listThemes } from "./api.js";
import { config, wishes } from "./config.js";
import { loadTexts } from "./i18n.js";
import { fromQuery } from "./link.js";
import { nameDraft, openAddress, planAgain } from "./planning.js";
import { get, set } from "./store.js";

/** @typedef {import("./types.js").Language} Language */

/** Fetch what the form needs, show it, and plan what the address holds. */
export async function start() {
  await loadLanguage(config.language);
  const { profiles } = get();
  const draft = takeWishes();
  if (profiles.length && !profiles.some((profile) => profile.name === draft.mode)) draft.mode = profiles[0].name;
  set({ draft, ready: true });
  void nameDraft(draft);
  await openAddress();
}

/**
 * Show the page in another language; a plan that is shown is asked for again in that language.
 * @param {Language} language
 */
export async function changeLanguage(language) {
  if (language === get().language) return;
  await loadLanguage(language);
  const query = new URLSearchParams(location.search);
  query.set("lang", language);
  history.replaceState(null, "", `?${query}${location.hash}`);
  await planAgain();
}

/** @param {Language} language */
async function loadLanguage(language) {
  // Without the network the page still comes up, in English and without a choice of themes.
  await loadTexts(language).catch(() => undefined);
  const [themes, profiles] = await Promise.all([listThemes(), listProfiles()]).catch(() => [[], []]);
  set({ themes, profiles, language });
}

/** A first draft from what the frame is asked for: `theme`, `stop` and `site`, beside the members of a link. */
function takeWishes() {
  const { draft } = fromQuery(wishes);
  for (const name of (wishes.get("theme") ?? "").split(",").filter(Boolean)) draft.themes[name] = 1;
  const stop = wishes.get("stop");
  if (stop) draft.start = { lat: NaN, lon: NaN, name: stop, stop };
  const site = wishes.get("site");
  if (site) draft.must = [{ id: site, name: site }];
  return draft;
}
