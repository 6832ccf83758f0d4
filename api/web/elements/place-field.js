// A field for a place: words to search stops and sites with, the map, or the visitor's own position.

import { h, icon } from "../dom.js";
import { formatPoint } from "../format.js";
import { t } from "../i18n.js";
import { CROSS, HEAP, HOUSES, PIN, ROAD, TARGET, TRAIN } from "../icons.js";
import { findPlaces, findServedStops, getOwnPosition } from "../places.js";
import { get, set, watch } from "../store.js";

/** @typedef {import("../types.js").Place} Place */
/** @typedef {import("../places.js").Found} Found */

const PAUSE_MS = 180;
const ICONS = { town: HOUSES, stop: TRAIN, site: HEAP, street: ROAD, point: PIN };

/**
 * @typedef {object} Options
 * @property {string} id
 * @property {string} label
 * @property {"start" | "end" | null} picks what a click on the map sets, null for a field without a map
 * @property {boolean} [sitesOnly]
 * @property {boolean} [stopsOnly] stops of the timetables, wherever they lie
 * @property {string} [placeholder]
 * @property {(place: Place | null) => void} onchoose
 */

export class PlaceField extends HTMLElement {
  /** @type {Options} */
  options = { id: "", label: "", picks: null, onchoose: () => undefined };
  /** @type {Found[]} */
  #found = [];
  #active = -1;
  /** @type {AbortController | null} */
  #search = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  /** @type {HTMLInputElement} */
  #input = h("input");
  #list = h("ul");
  #message = h("p", { class: "hint", role: "status" });
  /** @type {(() => void) | null} */
  #stop = null;

  connectedCallback() {
    const { id, label, placeholder } = this.options;
    this.#input = h("input", {
      id,
      type: "text",
      role: "combobox",
      autocomplete: "off",
      spellcheck: "false",
      placeholder: placeholder ?? t("Town, street, station or site"),
      "aria-autocomplete": "list",
      "aria-expanded": "false",
      "aria-controls": `${id}-list`,
      oninput: () => this.#plan(),
      onkeydown: (/** @type {KeyboardEvent} */ event) => this.#onKey(event),
      onblur: () => setTimeout(() => this.#close(), 150),
    });
    this.#list = h("ul", { id: `${id}-list`, role: "listbox", "aria-label": label, class: "options", hidden: true });
    const field = h("div", { class: "field-row" }, this.#input, this.#list, this.#drawClear());
    this.replaceChildren(h("label", { for: id }, label), field, this.#drawTools(), this.#message);
    this.#stop = watch(["picking", "mapped"], () => this.#markTools());
    this.#markTools();
  }

  disconnectedCallback() {
    clearTimeout(this.#timer);
    this.#search?.abort();
    this.#stop?.();
  }

  /** @param {Place | null} place */
  show(place) {
    this.#input.value = place ? place.name || formatPoint(place) : "";
    this.#input.removeAttribute("aria-invalid");
    this.toggleAttribute("chosen", place !== null);
    this.#close();
  }

  /** @param {string} fault */
  refuse(fault) {
    this.#message.textContent = fault;
    this.#message.classList.add("fault");
    this.#input.setAttribute("aria-invalid", "true");
    this.#input.focus();
  }

  #drawClear() {
    const clear = () => {
      this.#choose(null);
      this.#input.focus();
    };
    return h(
      "button",
      { type: "button", class: "clear", "aria-label": t("Clear: {label}", { label: this.options.label }), onclick: clear },
      icon(CROSS),
    );
  }

  #drawTools() {
    const { picks, label } = this.options;
    if (!picks) return h("span");
    const onMap = () => set({ picking: get().picking === picks ? null : picks });
    const tools = [
      h(
        "button",
        { type: "button", class: "quiet on-map", "aria-pressed": "false", onclick: onMap },
        icon(PIN),
        t("On the map"),
        h("span", { class: "unseen" }, `: ${label}`),
      ),
    ];
    if ("geolocation" in navigator && picks === "start") {
      tools.push(
        h("button", { type: "button", class: "quiet", onclick: () => this.#locate() }, icon(TARGET), t("My position")),
      );
    }
    return h("div", { class: "tools" }, tools);
  }

  #markTools() {
    const onMap = this.querySelector(".on-map");
    onMap?.setAttribute("aria-pressed", String(get().picking === this.options.picks));
    onMap?.toggleAttribute("hidden", !get().mapped);
  }

  async #locate() {
    this.#say(t("Looking for your position…"));
    try {
      this.#choose(await getOwnPosition());
    } catch {
      this.#say(t("Your position could not be had: choose a place by name or on the map."));
    }
  }

  #plan() {
    clearTimeout(this.#timer);
    this.#search?.abort();
    this.toggleAttribute("chosen", false);
    this.options.onchoose(null);
    const words = this.#input.value.trim();
    if (words.length < 2) return this.#close();
    this.#timer = setTimeout(() => void this.#find(words), PAUSE_MS);
  }

  /** @param {string} words */
  async #find(words) {
    const own = new AbortController();
    this.#search = own;
    try {
      const { sitesOnly, stopsOnly } = this.options;
      const { found, whole } = await (stopsOnly ? findServedStops(words, own.signal) : findPlaces(words, own.signal, { sitesOnly }));
      if (!own.signal.aborted) this.#offer(found, whole);
    } catch {
      if (!own.signal.aborted) this.#say(t("The search does not answer. Try again."));
    }
  }

  /**
   * @param {Found[]} found
   * @param {boolean} whole
   */
  #offer(found, whole) {
    this.#found = found;
    this.#active = -1;
    const count = found.length ? t("Places found: {count}", { count: found.length }) : t("No place of this name here.");
    this.#say(whole ? count : `${count} ${t("Stations and sites only: towns and streets cannot be searched here.")}`);
    this.#message.classList.toggle("unseen", found.length > 0 && whole);
    this.#list.replaceChildren(...found.map((item, index) => this.#drawOption(item, index)));
    this.#list.hidden = !found.length;
    this.#input.setAttribute("aria-expanded", String(found.length > 0));
  }

  /**
   * @param {Found} item
   * @param {number} index
   */
  #drawOption(item, index) {
    const choose = (/** @type {Event} */ event) => {
      event.preventDefault();
      this.#choose(item.place);
    };
    return h(
      "li",
      { id: `${this.options.id}-${index}`, role: "option", "aria-selected": "false", onmousedown: choose },
      icon(ICONS[item.kind]),
      h("span", {}, item.place.name || formatPoint(item.place)),
      h("small", {}, item.hint),
    );
  }

  /** @param {KeyboardEvent} event */
  #onKey(event) {
    const open = !this.#list.hidden;
    if (event.key === "Escape" && open) this.#close();
    else if (event.key === "Enter" && open) this.#choose(this.#found[Math.max(0, this.#active)].place);
    else if (event.key === "ArrowDown" && open) this.#move(1);
    else if (event.key === "ArrowUp" && open) this.#move(-1);
    else return;
    event.preventDefault();
  }

  /** @param {number} by */
  #move(by) {
    const count = this.#found.length;
    this.#active = (this.#active + by + count) % count;
    [...this.#list.children].forEach((option, index) => {
      option.setAttribute("aria-selected", String(index === this.#active));
      if (index === this.#active) option.scrollIntoView({ block: "nearest" });
    });
    this.#input.setAttribute("aria-activedescendant", `${this.options.id}-${this.#active}`);
  }

  /** @param {Place | null} place */
  #choose(place) {
    clearTimeout(this.#timer);
    this.show(place);
    this.#say("");
    this.options.onchoose(place);
  }

  #close() {
    this.#list.hidden = true;
    this.#input.setAttribute("aria-expanded", "false");
    this.#input.removeAttribute("aria-activedescendant");
  }

  /** @param {string} text */
  #say(text) {
    this.#message.classList.remove("fault", "unseen");
    this.#message.textContent = text;
  }
}
