// Says in every state that a territory is not to be taken for reality.

import { config } from "../config.js";
import { h, icon } from "../dom.js";
import { WARN } from "../icons.js";
import { keys, Part } from "../part.js";
import { get } from "../store.js";

/**
 * The notice of the territory in the visitor's language, empty where there is none.
 * @returns {string}
 */
export function getNotice() {
  const { notice } = config;
  return notice[get().language] ?? notice.en ?? notice.fr ?? notice.nl ?? "";
}

export class Notice extends Part {
  static watched = keys("language", "ready");

  draw() {
    const text = getNotice();
    if (!text) return [];
    return [h("p", { class: "notice", role: "note" }, icon(WARN), h("strong", {}, text))];
  }
}
