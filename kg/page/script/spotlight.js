// One thing of the map brought out: a ring around it, and lines to all that facts join with it.

import { radiusOnMap } from "./look.js";

const MOST_LINES = 200;

export function drawSpotlight(context, camera, { graph, filter, theme }, node) {
  const [x, y] = camera.onScreen(graph.x[node], graph.y[node]);
  context.strokeStyle = theme.colours.accent;
  context.globalAlpha = 0.5;
  context.beginPath();
  for (const fact of filter.factsOf(node).slice(0, MOST_LINES)) {
    const other = graph.other(fact, node);
    context.moveTo(x, y);
    context.lineTo(...camera.onScreen(graph.x[other], graph.y[other]));
  }
  context.stroke();
  context.globalAlpha = 1;
  context.lineWidth = 2;
  context.beginPath();
  context.arc(x, y, radiusOnMap(graph.size[node], camera.scale) + 4, 0, 2 * Math.PI);
  context.stroke();
}
