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
  frame.dispatchEvent(new CustomEvent(`terrils:${type}`, { detail, bubbles: true }));
});

// A frame that was ready before this script says so again.
for (const frame of listFrames()) frame.contentWindow?.postMessage({ source: "terrils", type: "hello" }, "*");
