// How a change of the circuit goes, and the way back; a place to pass more.

import { addPlace, undoChange } from "../changes.js";
import { h, icon } from "../dom.js";
import { mark, t } from "../i18n.js";
import { AGAIN } from "../icons.js";
import { keys, Part } from "../part.js";
import { get, getSelected } from "../store.js";
import { PlaceField } from "./place-field.js";

/** @type {Record<string, string>} */
const REFUSALS = {
  no_path: mark("No way leads there and on. The circuit stays as it was."),
  not_found: mark("This circuit is not kept any more. Plan it again, then change it."),
  offline: mark("The planner cannot be reached. Check the network, then try again."),
  outside_territory: mark("There is no street of this territory near that place. Choose one within it."),
};
const REFUSED = mark("That change is not possible here. The circuit stays as it was.");

export class Changes extends Part {
  static watched = keys("language", "answer", "selected", "change");

  /** @type {unknown} */
  #told = null;

  /** @param {Set<keyof import("../types.js").State>} changed */
  update(changed) {
    super.update(changed);
    const { change } = get();
    if (this.#told === change) return;
    this.#told = change;
    if (document.activeElement === document.body && change.status !== "working") {
      this.querySelector("button")?.focus({ preventScroll: true });
    }
  }

  draw() {
    const chosen = getSelected();
    if (!chosen) return [];
    const told = this.#tell();
    return [
      h(
        "div",
        { class: "changes" },
        h("p", { role: "status", class: told ? "hint" : "unseen" }, told),
        chosen.before && h("button", { type: "button", class: "quiet small", onclick: undoChange }, icon(AGAIN), t("Undo the change")),
      ),
    ];
  }

  #tell() {
    const { change } = get();
    if (change.status === "working") return t("Changing the circuit…");
    if (change.status === "done") return t("Changed. All the rest stays as it was.");
    if (change.status === "undone") return t("As before the change.");
    if (change.status === "refused") return t(REFUSALS[change.code] ?? REFUSED);
    return "";
  }
}

/** A field that puts a place into the circuit, where it fits best. */
export function drawAdding() {
  const field = new PlaceField();
  field.options = {
    id: "more",
    label: t("Pass one place more"),
    picks: null,
    onchoose: (place) => {
      if (place) void addPlace(place);
    },
  };
  return h("div", { class: "adding" }, field);
}
