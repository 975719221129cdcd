// Completion of names in search fields.

let turn = 0;

async function complete(field) {
  const asked = field.value.trim();
  const mine = ++turn;
  if (asked.length < 2) return;
  const reply = await fetch(`/suggest?q=${encodeURIComponent(asked)}`);
  if (!reply.ok) return;
  const [, names] = await reply.json();
  if (mine !== turn) return; // a later answer is on its way
  const options = names.map((name) => Object.assign(document.createElement("option"), { value: name }));
  document.getElementById("names").replaceChildren(...options);
}

document.addEventListener("input", (event) => {
  if (event.target.getAttribute("list") === "names") complete(event.target);
});
