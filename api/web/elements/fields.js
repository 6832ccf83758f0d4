// Fields that the form is made of.

import { h } from "../dom.js";

/** @typedef {(event: any) => void} Listener */

/**
 * A choice that stands in a row of its like.
 * @param {"radio" | "checkbox"} type
 * @param {string} name
 * @param {string} value
 * @param {string} title
 * @param {Listener} onchange
 */
export function drawChip(type, name, value, title, onchange) {
  return h("label", { class: "chip" }, h("input", { type, name, value, onchange }), h("span", {}, title));
}

/**
 * A box to tick.
 * @param {string} id
 * @param {string} title
 * @param {Listener} onchange
 * @param {boolean} [checked]
 */
export function drawCheck(id, title, onchange, checked) {
  return h("label", { class: "check" }, h("input", { type: "checkbox", id, onchange, checked }), title);
}

/**
 * One of several.
 * @param {string} id
 * @param {string} title
 * @param {readonly (readonly [string | number, string])[]} options
 * @param {(value: any) => void} take
 */
export function drawSelect(id, title, options, take) {
  const onchange = (/** @type {any} */ event) => take(event.target.value);
  return h("label", { id: `${id}-row` }, title, h("select", { id, onchange }, options.map(([value, words]) => h("option", { value }, words))));
}
