// What our custom elements share: they draw themselves when what they watch changes.

import { watch } from "./store.js";

/** @typedef {keyof import("./types.js").State} Key */

/**
 * Names of members of the state.
 * @param {...Key} names
 */
export function keys(...names) {
  return names;
}

export class Part extends HTMLElement {
  /** Members of the state that this part shows. @type {Key[]} */
  static watched = [];

  /** @type {(() => void) | null} */
  #stop = null;

  connectedCallback() {
    const { watched } = /** @type {typeof Part} */ (this.constructor);
    this.#stop ??= watch(watched, (changed) => this.update(changed));
    this.update(new Set(watched));
  }

  disconnectedCallback() {
    this.#stop?.();
    this.#stop = null;
  }

  /** @param {Set<Key>} _changed */
  update(_changed) {
    this.replaceChildren(...this.draw());
  }

  /** @returns {(Node | string)[]} */
  draw() {
    return [];
  }
}
