// The figure picker beside a section's text: narrows the list as one types and puts a
// reference where the cursor stands. Without it the references can be copied by hand.

for (const picker of document.querySelectorAll("[data-picker]")) {
  const field = document.querySelector(`[name="${picker.dataset.picker}"]`);
  const words = picker.querySelector("input[type=search]");
  const said = picker.querySelector("[data-picker-said]");
  const rows = [...picker.querySelectorAll("[data-picker-words]")];

  words.addEventListener("input", () => {
    const wanted = words.value.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const row of rows) {
      row.hidden = !wanted.every((one) => row.dataset.pickerWords.includes(one));
      shown += row.hidden ? 0 : 1;
    }
    said.textContent = `${shown} to choose from`;
  });
  // Return in the search box must not send the section's form.
  words.addEventListener("keydown", (event) => {
    if (event.key === "Enter") event.preventDefault();
  });

  for (const row of rows) {
    const code = row.querySelector("code");
    const button = document.createElement("button");
    button.type = "button";
    button.className = "govuk-button govuk-button--secondary gt-picker__button";
    button.textContent = "Put into the text";
    const name = document.createElement("span");
    name.className = "govuk-visually-hidden";
    name.textContent = `: ${code.textContent}`;
    button.append(name);
    button.addEventListener("click", () => {
      field.setRangeText(code.textContent, field.selectionStart, field.selectionEnd, "end");
      field.dispatchEvent(new Event("input", { bubbles: true }));
      field.focus();
    });
    row.append(button);
  }
}
