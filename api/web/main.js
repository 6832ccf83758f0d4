// The first script of the page.

import { applyOfficeColor } from "./color.js";
import { App } from "./elements/app.js";
import { Changes } from "./elements/changes.js";
import { Circuit } from "./elements/circuit.js";
import { Compare } from "./elements/compare.js";
import { Day } from "./elements/day.js";
import { Form } from "./elements/form.js";
import { TripMap } from "./elements/map.js";
import { Notice } from "./elements/notice.js";
import { PlaceField } from "./elements/place-field.js";
import { Profile } from "./elements/profile.js";
import { Status } from "./elements/status.js";
import { Steps } from "./elements/steps.js";
import { Summary } from "./elements/summary.js";
import { Takeaway } from "./elements/takeaway.js";
import { Tour } from "./elements/tour.js";
import { Visits } from "./elements/visits.js";
import { Warnings } from "./elements/warnings.js";
import { startFrame } from "./frame.js";
import { openAddress } from "./planning.js";
import { catchUp, start } from "./start.js";
import { get, set } from "./store.js";

const PARTS = {
  app: App,
  changes: Changes,
  circuit: Circuit,
  compare: Compare,
  day: Day,
  form: Form,
  map: TripMap,
  notice: Notice,
  place: PlaceField,
  profile: Profile,
  status: Status,
  steps: Steps,
  summary: Summary,
  takeaway: Takeaway,
  tour: Tour,
  visits: Visits,
  warnings: Warnings,
};

applyOfficeColor();
for (const [name, part] of Object.entries(PARTS)) customElements.define(`terrils-${name}`, part);
window.addEventListener("online", () => {
  set({ online: true });
  void catchUp();
});
window.addEventListener("offline", () => set({ online: false }));
window.addEventListener("popstate", () => void openAddress());
document.documentElement.dataset.plan = get().plan.status;
startFrame();
void start();
