// What a visitor should know before setting out.

import { h, icon } from "../dom.js";
import { t } from "../i18n.js";
import { WARN } from "../icons.js";
import { keys, Part } from "../part.js";
import { getSelected } from "../store.js";

export class Warnings extends Part {
  static watched = keys("language", "answer", "selected");

  draw() {
    const warnings = getSelected()?.warnings ?? [];
    if (!warnings.length) return [];
    return [
      h(
        "section",
        { class: "warnings", "aria-label": t("Good to know") },
        h("h3", {}, icon(WARN), t("Good to know")),
        h("ul", {}, warnings.map(drawWarning)),
      ),
    ];
  }
}

/** @param {{ text: string }} warning */
function drawWarning({ text }) {
  return h("li", {}, text);
}
