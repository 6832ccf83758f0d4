// The frame of the page: what stands where, and what moves the focus.

import { config, isFramed } from "../config.js";
import { h, own, svg } from "../dom.js";
import { t } from "../i18n.js";
import { keys, Part } from "../part.js";
import { changeLanguage } from "../start.js";
import { get, watch } from "../store.js";

/** @type {Record<string, string>} */
const LANGUAGES = { fr: "Français", nl: "Nederlands", en: "English" };

export class App extends Part {
  static watched = keys("language", "ready");

  connectedCallback() {
    super.connectedCallback();
    watch(["change"], () => void (document.documentElement.dataset.change = get().change.status));
    watch(["plan", "answer", "editing"], (changed) => {
      document.documentElement.dataset.plan = get().plan.status;
      document.documentElement.toggleAttribute("data-answered", get().answer !== null);
      if (changed.has("answer") && !get().answer?.isChange) queueMicrotask(() => this.#lead("#found"));
    });
  }

  draw() {
    if (!get().ready) return [drawLoading()];
    document.title = `${t("Plan a walk or a ride")} · Terrils`;
    const lead = (/** @type {Event} */ event) => {
      event.preventDefault();
      this.#lead(get().answer ? "#found" : get().draft.by_train ? "#origin" : "#start");
    };
    return [
      h(
        "header",
        {},
        h("a", { class: "skip", href: "#", onclick: lead }, t("Skip to the plan")),
        h("div", { class: "top" }, drawBrand(), drawLanguages()),
        own("terrils-notice"),
      ),
      h(
        "main",
        {},
        h(
          "section",
          { class: "ask", "aria-label": t("Your trip") },
          h("h1", {}, t("Plan a walk or a ride")),
          own("terrils-summary"),
          own("terrils-form"),
          own("terrils-status"),
        ),
        h("section", { class: "stage", "aria-label": t("Map and elevation") }, own("terrils-map"), own("terrils-profile")),
        h("section", { class: "results", "aria-label": t("Plans") }, drawEmpty(), own("terrils-compare"), own("terrils-circuit")),
      ),
      drawFooter(),
    ];
  }

  /** @param {string} selector */
  #lead(selector) {
    const target = /** @type {HTMLElement | null} */ (this.querySelector(selector));
    target?.focus({ preventScroll: true });
    if (!target || isFramed) return;
    const isNarrow = matchMedia("(max-width: 59.99rem)").matches;
    if (isNarrow && get().answer) this.querySelector(".stage")?.scrollIntoView({ block: "start" });
    else target.scrollIntoView({ block: "nearest" });
  }
}

function drawLoading() {
  return h("main", { class: "loading", "aria-busy": "true" }, h("h1", { class: "unseen" }, document.title), h("div"), h("div"), h("div"));
}

function drawBrand() {
  const heap = svg("svg", { viewBox: "0 0 32 32", "aria-hidden": "true" }, svg("path", { d: "M3 25h26L19.500 9.500l-3.200 4.400-3-5.400z" }));
  return h("p", { class: "brand" }, heap, h("strong", { class: config.frame?.title ? "office" : null }, config.frame?.title ?? "Terrils"), h("span", {}, config.name));
}

function drawLanguages() {
  return h(
    "nav",
    { class: "languages", "aria-label": t("Language") },
    config.languages.map((language) =>
      h(
        "button",
        {
          type: "button",
          lang: language,
          "aria-pressed": String(language === get().language),
          onclick: () => void changeLanguage(language),
        },
        language.toUpperCase(),
        h("span", { class: "unseen" }, ` – ${LANGUAGES[language]}`),
      ),
    ),
  );
}

function drawEmpty() {
  return h(
    "div",
    { class: "empty" },
    h("h2", {}, t("Your circuits will stand here")),
    h(
      "ul",
      {},
      h("li", {}, t("Up to three circuits, side by side: length, time, climb, calm, sites.")),
      h("li", {}, t("For each site, why it is worth the way.")),
      h("li", {}, t("To take along: GPX, GeoJSON, a link.")),
    ),
  );
}

function drawFooter() {
  return h(
    "footer",
    {},
    h("h2", { class: "unseen" }, t("Sources")),
    h("ul", {}, config.attribution[get().language].map((line) => h("li", {}, line))),
    h("p", {}, h("a", { href: "docs" }, t("REST interface")), ` · Terrils ${config.version}`),
  );
}
