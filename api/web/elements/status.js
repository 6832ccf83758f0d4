// How a plan goes: at work, slow, cancelled, refused, busy, offline.

import { isFramed } from "../config.js";
import { h, icon } from "../dom.js";
import { t } from "../i18n.js";
import { AGAIN, CLOUD, WARN } from "../icons.js";
import { keys, Part } from "../part.js";
import { cancelPlan, refine, startPlan } from "../planning.js";
import { findOffer, getAdvice } from "../problems.js";
import { get, set } from "../store.js";

const SHOW_AFTER_MS = 250;
const SLOW_AFTER_S = 8;
const TICK_MS = 250;

export class Status extends Part {
  static watched = keys("language", "ready", "plan", "online");

  /** @type {ReturnType<typeof setInterval> | undefined} */
  #timer;
  /** @type {unknown} */
  #shown = null;

  /** @param {Set<keyof import("../types.js").State>} changed */
  update(changed) {
    super.update(changed);
    const { plan } = get();
    if (this.#shown === plan) return;
    this.#shown = plan;
    if (plan.status === "working" || plan.status === "refused") this.#lead();
  }

  /** Bring what is told into sight; where the focus was on what is gone now, it comes here. */
  #lead() {
    if (document.activeElement === document.body) this.querySelector("button")?.focus({ preventScroll: true });
    if (!isFramed) this.scrollIntoView({ block: "nearest" });
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    clearInterval(this.#timer);
  }

  draw() {
    clearInterval(this.#timer);
    const { plan, online } = get();
    if (plan.status === "working") return this.#drawWork(plan.since);
    if (!online) return [drawOffline()];
    if (plan.status === "refused") return [drawRefusal(plan.problem)];
    if (plan.status === "cancelled") return [h("p", { class: "card", role: "status" }, t("Cancelled. Nothing was planned."))];
    return [];
  }

  /** @param {number} since */
  #drawWork(since) {
    const clock = h("span", { class: "clock" });
    const slow = h("p", { class: "hint", role: "status" });
    const tick = () => {
      const seconds = (performance.now() - since) / 1000;
      clock.textContent = seconds < 1 ? "" : t("{number} s", { number: Math.floor(seconds) });
      this.toggleAttribute("shown", 1000 * seconds >= SHOW_AFTER_MS);
      if (seconds >= SLOW_AFTER_S && !slow.textContent) {
        slow.textContent = t("This takes longer than usual. Long circuits past many sites need their time.");
      }
    };
    this.#timer = setInterval(tick, TICK_MS);
    tick();
    return [
      h(
        "div",
        { class: "card work" },
        h("p", { role: "status" }, t("Looking for circuits…")),
        clock,
        h("div", { class: "bar", role: "progressbar", "aria-label": t("Looking for circuits…") }, h("div")),
        slow,
        h("button", { type: "button", id: "cancel", onclick: cancelPlan }, t("Cancel")),
      ),
    ];
  }
}

function drawOffline() {
  return h(
    "div",
    { class: "card offline", role: "alert" },
    icon(CLOUD),
    h("h2", {}, t("You are offline")),
    h("p", {}, t("What is on this page stays. A new plan needs the network.")),
  );
}

/** @param {import("../types.js").ProblemDocument} problem */
function drawRefusal(problem) {
  const { title, text } = getAdvice(problem);
  const actions = [
    ...listOffers(problem),
    h("button", { type: "button", onclick: () => void startPlan() }, icon(AGAIN), t("Try again")),
    get().editing ? null : h("button", { type: "button", onclick: () => set({ editing: true }) }, t("Change")),
  ];
  return h(
    "div",
    { class: "card refused", role: "alert" },
    icon(WARN),
    h("h2", {}, title),
    h("p", {}, text),
    get().answer && h("p", { class: "hint" }, t("What was found before stays below.")),
    h("div", { class: "tools" }, actions),
  );
}

/**
 * The nearest that can be had in place of what was asked for.
 * @param {import("../types.js").ProblemDocument} problem
 */
function listOffers(problem) {
  const offer = findOffer(problem, problem.code === "budget_too_small" ? "least" : "most");
  if (!offer) return [];
  const { words, patch } = offer;
  return [h("button", { type: "button", class: "main", onclick: () => void refine(patch) }, t("Plan {length}", { length: words }))];
}
