// The colour of an office, made readable on light and on dark ground.

import { config, wishes } from "./config.js";

const LIGHT_GROUND = [255, 255, 255];
const DARK_GROUND = [29, 36, 41];
const LEAST_CONTRAST = 4.8;

/** Circuits in order: on light ground, on dark ground. Told apart by number and by line as well. */
export const CIRCUITS = [
  ["#1769aa", "#6cb8f2"],
  ["#a8480f", "#f2a266"],
  ["#6a4aa5", "#b9a0ea"],
];

/** Put the colour that the frame or its partner asks for in the place of our own. */
export function applyOfficeColor() {
  const asked = (wishes.get("color") ?? config.frame?.color ?? "").replace(/^#/, "");
  const scheme = wishes.get("scheme");
  const style = document.documentElement.style;
  if (scheme === "light" || scheme === "dark") {
    style.setProperty("color-scheme", `only ${scheme}`);
    style.setProperty("--pictured", scheme === "dark" ? "invert(1)" : "none");
  }
  if (!/^([0-9a-f]{3}|[0-9a-f]{6})$/i.test(asked)) return;
  const color = parse(asked);
  style.setProperty("--brand-on-light", write(makeReadable(color, LIGHT_GROUND, [0, 0, 0])));
  style.setProperty("--brand-on-dark", write(makeReadable(color, DARK_GROUND, [255, 255, 255])));
}

const darkQuery = matchMedia("(prefers-color-scheme: dark)");

/** Whether the page is shown on dark ground. */
export function isDark() {
  const scheme = wishes.get("scheme");
  return scheme === "dark" || (scheme !== "light" && darkQuery.matches);
}

/** @param {() => void} tell */
export function watchDark(tell) {
  darkQuery.addEventListener("change", tell);
}

/** @param {number} index */
export function getCircuitColor(index) {
  return CIRCUITS[index % CIRCUITS.length][isDark() ? 1 : 0];
}

/**
 * Move a colour towards black or white until it can be read on the ground.
 * @param {number[]} color
 * @param {number[]} ground
 * @param {number[]} end
 */
function makeReadable(color, ground, end) {
  let mixed = color;
  for (let share = 0; share <= 1 && getContrast(mixed, ground) < LEAST_CONTRAST; share += 0.05) {
    mixed = color.map((value, i) => Math.round(value + share * (end[i] - value)));
  }
  return mixed;
}

/**
 * @param {number[]} a
 * @param {number[]} b
 */
export function getContrast(a, b) {
  const [high, low] = [getLuminance(a), getLuminance(b)].sort((x, y) => y - x);
  return (high + 0.05) / (low + 0.05);
}

/** @param {number[]} color */
function getLuminance(color) {
  const [r, g, b] = color.map((value) => {
    const share = value / 255;
    return share <= 0.03928 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** @param {string} hex */
function parse(hex) {
  const whole = hex.length === 3 ? [...hex].map((digit) => digit + digit).join("") : hex;
  return [0, 2, 4].map((at) => parseInt(whole.slice(at, at + 2), 16));
}

/** @param {number[]} color */
function write(color) {
  return `#${color.map((value) => value.toString(16).padStart(2, "0")).join("")}`;
}
