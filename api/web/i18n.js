// Texts of the visitor's language. The keys are the English sources, as in data/locale.

import { folder } from "./config.js";

/** @type {Record<string, string>} */
let texts = {};
let current = "en";

/**
 * @param {string} language
 * @returns {Promise<Record<string, string>>}
 */
export async function fetchTexts(language) {
  const response = await fetch(`${folder}texts/${language}.json`);
  if (!response.ok) throw new Error(`texts: ${response.status}`);
  return response.json();
}

/**
 * Speak a language from now on; before the first one the English sources stand in.
 * @param {string} language
 * @param {Record<string, string>} found
 */
export function speak(language, found) {
  texts = found;
  current = language;
  document.documentElement.lang = language;
}

/** Language of the texts that are shown. */
export function getLanguage() {
  return current;
}

/**
 * Put a text into the visitor's language and fill in its parameters.
 * @param {string} source
 * @param {Record<string, string | number>} [parameters]
 */
export function t(source, parameters = {}) {
  return (texts[source] ?? source).replace(/\{(\w+)\}/g, (whole, name) => String(parameters[name] ?? whole));
}

/**
 * Mark a text in a table as one to translate.
 * @param {string} source
 */
export function mark(source) {
  return source;
}
