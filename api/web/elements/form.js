// What the visitor asks for: where, how, how long, which themes; the rest under "More".

import { h, icon, own } from "../dom.js";
import { formatDuration, formatLength } from "../format.js";
import { t } from "../i18n.js";
import { CROSS } from "../icons.js";
import { keys, Part } from "../part.js";
import { startPlan } from "../planning.js";
import { get, isRidden, isTour, set, setDraft } from "../store.js";
import { drawCheck, drawChip, drawSelect } from "./fields.js";
import { PlaceField } from "./place-field.js";
import { drawTrainFields, drawWays, refuseTrains, showTrainFields } from "./train-fields.js";
import { drawDays, drawHire, drawTripFields, showTripFields } from "./trip-fields.js";

/** @typedef {import("../types.js").Draft} Draft */

const DIRECTIONS = () =>
  /** @type {const} */ ([
    ["", t("Anywhere")],
    ["N", t("North")],
    ["NE", t("North-east")],
    ["E", t("East")],
    ["SE", t("South-east")],
    ["S", t("South")],
    ["SW", t("South-west")],
    ["W", t("West")],
    ["NW", t("North-west")],
  ]);
const WALKING = { least: 2, most: 40, step: 1 };
const RIDING = { least: 5, most: 120, step: 1 };
const TIME = { least: 30, most: 600, step: 15 };

export class Form extends Part {
  static watched = keys("language", "ready", "profiles", "draft", "editing", "picking");

  #elsewhere = false;

  /** @param {Set<keyof import("../types.js").State>} changed */
  update(changed) {
    const whole = ["language", "ready", "profiles", "editing"].some((key) => changed.has(/** @type {any} */ (key)));
    if (changed.has("editing")) this.#elsewhere = get().draft.end !== null;
    if (whole) super.update(changed);
    this.#show();
  }

  draw() {
    this.hidden = !get().ready || !get().editing;
    if (this.hidden) return [];
    const submit = (/** @type {Event} */ event) => {
      event.preventDefault();
      this.#submit();
    };
    return [
      h(
        "form",
        { onsubmit: submit, novalidate: true, "aria-label": t("Your trip") },
        this.#drawWhere(),
        this.#drawHow(),
        this.#drawLength(),
        this.#drawThemes(),
        this.#drawMore(),
        h("button", { type: "submit", class: "main" }, t("Find circuits")),
      ),
    ];
  }

  #drawWhere() {
    const ways = drawWays(() => {
      super.update(new Set());
      this.#show();
      /** @type {HTMLElement | null} */ (this.querySelector("[name=way]:checked"))?.focus();
    });
    if (get().draft.by_train) return h("fieldset", {}, h("legend", {}, t("Where")), ways, drawTrainFields());
    const start = this.#makePlace("start", t("Start"));
    const isCircuit = !this.#elsewhere;
    const toggle = () => {
      this.#elsewhere = !this.#elsewhere;
      setDraft({ end: null });
      super.update(new Set());
      this.#show();
      /** @type {HTMLElement | null} */ (this.querySelector("#elsewhere"))?.focus();
    };
    return h(
      "fieldset",
      {},
      h("legend", {}, t("Where")),
      ways,
      start,
      drawCheck("elsewhere", t("Finish somewhere else"), toggle, !isCircuit),
      isCircuit ? null : this.#makePlace("end", t("Finish")),
    );
  }

  /**
   * @param {"start" | "end"} which
   * @param {string} label
   */
  #makePlace(which, label) {
    const field = new PlaceField();
    field.options = { id: which, label, picks: which, onchoose: (place) => setDraft({ [which]: place }) };
    field.dataset.place = which;
    return field;
  }

  #drawHow() {
    const choose = (/** @type {string} */ name) => {
      const range = getRange(name);
      const distance_km = Math.min(range.most, Math.max(range.least, get().draft.distance_km));
      setDraft({ mode: name, distance_km });
    };
    return h(
      "fieldset",
      {},
      h("legend", {}, t("How")),
      h(
        "div",
        { class: "chips" },
        get().profiles.map(({ name, title }) => drawChip("radio", "mode", name, title, () => choose(name))),
      ),
      drawHire(),
    );
  }

  #drawLength() {
    const by = (/** @type {Draft["by"]} */ value, /** @type {string} */ title) => drawChip("radio", "by", value, title, () => setDraft({ by: value }));
    const slide = (/** @type {Event} */ event) => {
      const value = Number(/** @type {HTMLInputElement} */ (event.target).value);
      setDraft(get().draft.by === "distance" ? { distance_km: value } : { duration_min: value });
    };
    return h(
      "fieldset",
      {},
      h("legend", {}, t("How long")),
      h("div", { class: "chips" }, by("distance", t("By distance")), by("duration", t("By time"))),
      h(
        "div",
        { class: "slider" },
        h("input", { type: "range", id: "length", "aria-label": t("How long"), oninput: slide }),
        h("output", { for: "length", id: "length-shown" }),
      ),
      h("p", { class: "hint", id: "length-hint" }, t("Visits and waits are counted in.")),
      drawDays(),
    );
  }

  #drawThemes() {
    const toggle = (/** @type {string} */ name) => {
      const { [name]: known, ...others } = get().draft.themes;
      setDraft({ themes: known ? others : { ...others, [name]: 1 } });
    };
    const { themes, draft } = get();
    // One that a link or a site asks for and that is not known here can be taken away all the same.
    const unknown = Object.keys(draft.themes).filter((asked) => !themes.some(({ name }) => name === asked));
    return h(
      "fieldset",
      {},
      h("legend", {}, t("Themes")),
      h(
        "div",
        { class: "chips" },
        [...themes, ...unknown.map((name) => ({ name, title: name }))].map(({ name, title }) =>
          drawChip("checkbox", "theme", name, title, () => toggle(name)),
        ),
      ),
      h("p", { class: "hint", id: "theme-hint" }, t("Without a theme the circuit goes for the landscape alone.")),
    );
  }

  #drawMore() {
    const { draft } = get();
    const must = new PlaceField();
    must.options = {
      id: "must",
      label: t("Add a site that must be on it"),
      picks: null,
      sitesOnly: true,
      placeholder: t("Name of a site"),
      onchoose: (place) => {
        if (!place?.site || get().draft.must.some((site) => site.id === place.site)) return;
        setDraft({ must: [...get().draft.must, { id: place.site, name: place.name }] });
        must.show(null);
      },
    };
    const isUsed =
      (draft.departure && !draft.by_train) || draft.direction || draft.must.length || draft.avoid.length || draft.lunch || draft.pace !== 1;
    return h(
      "details",
      { open: Boolean(isUsed) },
      h("summary", {}, t("More")),
      ...(draft.by_train
        ? []
        : [
            h("label", {}, t("Departure"), h("input", { type: "datetime-local", id: "departure", onchange: (/** @type {any} */ { target }) => setDraft({ departure: target.value }) })),
            h("p", { class: "hint" }, t("With a departure, opening hours and dated closures are checked where they are known.")),
          ]),
      drawSelect("direction", t("Towards"), DIRECTIONS(), (direction) => setDraft({ direction })),
      drawTripFields(),
      must,
      own("div", { id: "sites-asked" }),
      drawCheck("other-length", t("Take the nearest length where mine cannot be had"), ({ target }) => setDraft({ allow_other_length: target.checked })),
    );
  }

  /** Show the draft in the fields that are there. */
  #show() {
    if (this.hidden) return;
    const { draft } = get();
    const isByTrain = this.querySelector("#origin") !== null;
    if (isByTrain !== draft.by_train || (draft.end !== null && !this.#elsewhere)) {
      this.#elsewhere ||= draft.end !== null;
      super.update(new Set());
    }
    for (const field of /** @type {NodeListOf<PlaceField>} */ (this.querySelectorAll("[data-place]"))) {
      const place = draft[/** @type {"start" | "end" | "origin"} */ (field.dataset.place)];
      if (place) field.show(place);
    }
    for (const input of /** @type {NodeListOf<HTMLInputElement>} */ (this.querySelectorAll(".chip input"))) {
      if (input.name === "mode") input.checked = input.value === draft.mode;
      else if (input.name === "by") input.checked = input.value === draft.by;
      else if (input.name === "way") input.checked = (input.value === "train") === draft.by_train;
      else input.checked = Boolean(draft.themes[input.value]);
    }
    this.#showLength();
    this.#showSites();
    /** @type {HTMLElement} */ (this.querySelector("#theme-hint")).hidden = Object.keys(draft.themes).length > 0;
    showTrainFields(this);
    showTripFields(this);
    put(this, "#direction", draft.direction);
    /** @type {HTMLInputElement} */ (this.querySelector("#other-length")).checked = draft.allow_other_length;
    /** @type {HTMLSelectElement} */ (this.querySelector("#direction")).disabled = (this.#elsewhere && !draft.by_train) || isTour(draft);
  }

  #showLength() {
    const { draft } = get();
    const isByDistance = draft.by === "distance";
    const range = isByDistance ? getRange(draft.mode) : TIME;
    const value = isByDistance ? draft.distance_km : draft.duration_min;
    const words = isByDistance ? formatLength(1000 * value) : formatDuration(60 * value);
    const slider = /** @type {HTMLInputElement} */ (this.querySelector("#length"));
    Object.assign(slider, { min: range.least, max: Math.max(range.most, value), step: range.step });
    if (Number(slider.value) !== value) slider.value = String(value);
    slider.setAttribute("aria-valuetext", words);
    const share = (value - range.least) / (Math.max(range.most, value) - range.least);
    slider.style.setProperty("--filled", `${100 * share}%`);
    /** @type {HTMLElement} */ (this.querySelector("#length-shown")).textContent = words;
    /** @type {HTMLElement} */ (this.querySelector("#length-hint")).hidden = isByDistance;
  }

  #showSites() {
    const { must, avoid } = get().draft;
    const list = (/** @type {"must" | "avoid"} */ which, /** @type {string} */ title) =>
      get().draft[which].map((site) =>
        h(
          "li",
          {},
          h("span", {}, title, " ", h("strong", {}, site.name)),
          h(
            "button",
            {
              type: "button",
              class: "clear",
              "aria-label": t("Clear: {label}", { label: site.name }),
              onclick: () => setDraft({ [which]: get().draft[which].filter((item) => item.id !== site.id) }),
            },
            icon(CROSS),
          ),
        ),
      );
    const items = must.length + avoid.length ? [...list("must", t("On it:")), ...list("avoid", t("Left out:"))] : [];
    this.querySelector("#sites-asked")?.replaceChildren(...(items.length ? [h("ul", { class: "asked" }, items)] : []));
  }

  #submit() {
    const { draft } = get();
    if (draft.by_train && refuseTrains(this)) return;
    const missing = draft.by_train ? null : draft.start === null ? "start" : this.#elsewhere && draft.end === null ? "end" : null;
    if (missing) {
      /** @type {PlaceField} */ (this.querySelector(`[data-place=${missing}]`)).refuse(
        t("Choose a place from the list, on the map, or by your position."),
      );
      return;
    }
    set({ picking: null });
    void startPlan();
  }
}

/** @param {string} mode */
function getRange(mode) {
  return isRidden(mode) ? RIDING : WALKING;
}

/**
 * @param {HTMLElement} parent
 * @param {string} selector
 * @param {string} value
 */
function put(parent, selector, value) {
  const field = /** @type {HTMLInputElement | HTMLSelectElement} */ (parent.querySelector(selector));
  if (field.value !== value) field.value = value;
}
