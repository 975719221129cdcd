// The canvas by mouse, finger and keyboard: what a click chooses, what a hint says, which keys move the map.

import { element, said } from "./elements.js";
import { summary } from "./wording.js";

const KEYS = {
  ArrowLeft: (scene) => scene.pan(-1, 0),
  ArrowRight: (scene) => scene.pan(1, 0),
  ArrowUp: (scene) => scene.pan(0, -1),
  ArrowDown: (scene) => scene.pan(0, 1),
  "+": (scene) => scene.zoom(1.3),
  "=": (scene) => scene.zoom(1.3),
  "-": (scene) => scene.zoom(1 / 1.3),
  0: (scene) => scene.home(),
};

/** Make a canvas answer; `onChoose` is told which node. */
export function pointAt(scene, container, onChoose) {
  const hint = element("p", { class: "hint", hidden: "" });
  container.after(hint);
  scene.network.on("click", ({ pointer }) => {
    const { node, community } = scene.at(pointer.DOM.x, pointer.DOM.y);
    if (node !== undefined) onChoose(node);
    else if (community !== undefined) scene.enter(community);
  });
  container.addEventListener("pointermove", (event) => hover(scene, container, hint, event));
  container.addEventListener("pointerleave", () => rest(scene, container, hint));
  container.addEventListener("keydown", (event) => {
    const isPlain = !event.ctrlKey && !event.metaKey && !event.altKey;
    if (!isPlain || !KEYS[event.key] || (event.key === "0" && scene.picture)) return;
    event.preventDefault();
    KEYS[event.key](scene);
  });
}

function hover(scene, container, hint, event) {
  if (event.buttons) {
    hint.hidden = true;
    return;
  }
  const { left, top } = container.getBoundingClientRect();
  const [x, y] = [event.clientX - left, event.clientY - top];
  const { node, community } = scene.at(x, y);
  container.classList.toggle("pointing", node !== undefined || community !== undefined);
  show(scene, hint, node, x, y);
  const hovered = node ?? null;
  if (hovered === scene.hovered) return;
  scene.hovered = hovered;
  if (!scene.picture) scene.network.redraw();
}

function rest(scene, container, hint) {
  hint.hidden = true;
  container.classList.remove("pointing");
  if (scene.hovered === null) return;
  scene.hovered = null;
  scene.network.redraw();
}

/** Say what a dot of the crowd is; of what vis-network holds, its own hint says so. */
function show(scene, hint, node, x, y) {
  const isHeld = node !== undefined && scene.nodes.get(scene.graph.ids[node]) !== null;
  hint.hidden = node === undefined || isHeld;
  if (hint.hidden) return;
  hint.replaceChildren(
    said(scene.graph.names[node]),
    element("span", { class: "quiet" }, summary(scene.graph, scene.filter, node)),
  );
  hint.style.left = `${x + 14}px`;
  hint.style.top = `${y + 14}px`;
}
