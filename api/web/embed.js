// For the page of a partner: gives each frame of this planner the height of what it holds, and passes on what it tells.
// <script type="module" src="https://PLANNER/web/embed.js"></script>

const PLANNER = new URL(import.meta.url).origin;

/** @type {(frame: HTMLIFrameElement) => boolean} */
const isOurs = (frame) => frame.src.startsWith(`${PLANNER}/`);

const listFrames = () => [...document.querySelectorAll("iframe")].filter(isOurs);

window.addEventListener("message", (event) => {
  if (event.origin !== PLANNER || event.data?.source !== "terrils") return;
  const frame = listFrames().find((item) => item.contentWindow === event.source);
  if (!frame) return;
  const { type, ...detail } = event.data;
  if (type === "resize" && Number.isFinite(detail.height)) frame.style.height = `${detail.height}px`;
  if (type === "ready" || type === "resize") tellVisible();
  frame.dispatchEvent(new CustomEvent(`terrils:${type}`, { detail, bubbles: true }));
});

/** Tell each frame how much of it is scrolled out of sight, so that its notice stays where the visitor looks. */
function tellVisible() {
  for (const frame of listFrames()) {
    const top = Math.max(0, -frame.getBoundingClientRect().top);
    frame.contentWindow?.postMessage({ source: "terrils", type: "visible", top }, "*");
  }
}

let isWaiting = false;
const tellSoon = () => {
  if (isWaiting) return;
  isWaiting = true;
  requestAnimationFrame(() => {
    isWaiting = false;
    tellVisible();
  });
};
window.addEventListener("scroll", tellSoon, { passive: true, capture: true });
window.addEventListener("resize", tellSoon);

// A frame that was ready before this script says so again.
for (const frame of listFrames()) frame.contentWindow?.postMessage({ source: "terrils", type: "hello" }, "*");
