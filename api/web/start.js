// Brings the page up: texts, themes, profiles, then what the address asks for.

import { listNamed, Problem } from "./api.js";
import { config, wishes } from "./config.js";
import { fetchTexts, speak } from "./i18n.js";
import { fromQuery, toThemes } from "./link.js";
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

/** Fetch what could not be had when the page came up, now that the network is there. */
export async function catchUp() {
  const { ready, profiles, language } = get();
  if (ready && !profiles.length && (await loadLanguage(language))) set({ plan: { status: "idle" } });
}

/**
 * Show the page in another language; a plan that is shown or under way is asked for again in that language.
 * @param {Language} language
 */
export async function changeLanguage(language) {
  if (language === get().language || !(await loadLanguage(language))) return;
  const query = new URLSearchParams(location.search);
  query.set("lang", language);
  history.replaceState(null, "", `?${query}${location.hash}`);
  await planAgain();
}

/**
 * Fetch all there is in a language and show it; where that fails the page stays as it was and says why.
 * @param {Language} language
 * @returns {Promise<boolean>} whether the page speaks it now
 */
async function loadLanguage(language) {
  try {
    const [texts, themes, profiles] = await Promise.all([fetchTexts(language), listNamed("themes", language), listNamed("profiles", language)]);
    speak(language, texts);
    set({ themes, profiles, language });
    return true;
  } catch (error) {
    const problem = error instanceof Problem ? error.document : { status: 0, code: "offline" };
    set({ plan: { status: "refused", problem } });
    return false;
  }
}

/** A first draft from what the frame is asked for: `theme`, `stop` and `site`, beside the members of a link. */
function takeWishes() {
  const { draft } = fromQuery(wishes);
  Object.assign(draft.themes, toThemes(wishes.get("theme") ?? ""));
  const stop = wishes.get("stop");
  if (stop) draft.start = { lat: NaN, lon: NaN, name: stop, stop };
  const site = wishes.get("site");
  if (site) draft.must = [{ id: site, name: site }];
  return draft;
}
