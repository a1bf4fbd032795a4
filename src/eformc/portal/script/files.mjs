// Papers to attach: looked at before they are sent. A photo is shown; one that is too large is made smaller.
import { kindOf } from "../../kernel/engine.mjs";
import { all, byId, collect, data, form, heads, idOf, made, nameOf, say } from "./form.mjs";
import { faults, mark } from "./errors.mjs";

const SIDE = 2400; // pixels: a page of A4 stays readable

/*! <files> */
async function drawn(file, side, place) {
  const image = await createImageBitmap(file), scale = Math.min(1, side / Math.max(image.width, image.height));
  const canvas = made("canvas", { width: image.width * scale, height: image.height * scale, className: "preview" });
  canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
  image.close();
  if (place) place.after(canvas);
  return canvas;
}
/*! </files> */

/*! <files> */
async function begin(file) {
  try {
    heads.set(file, new Uint8Array(await file.slice(0, 64).arrayBuffer()));
  } catch { /* a file that is gone: sending it says so */ }
}
/*! </files> */

/*! <files> */
// A photo that is too large, or of a kind that is not taken, becomes a JPG where this browser can draw it.
async function smaller(input, field) {
  const file = input.files[0], taken = field.v.types.includes(kindOf(field.v, file.name, heads.get(file), file.type));
  if ((file.size <= field.v.most && taken) || !field.v.types.includes("image/jpeg")) return;
  const canvas = await drawn(file, SIDE);
  const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.85));
  const bag = new DataTransfer();
  bag.items.add(new File([blob], file.name.replace(/\.[^.]*$/, "") + ".jpg", { type: "image/jpeg" }));
  input.files = bag.files;
  await begin(input.files[0]);
}
/*! </files> */

// A button that takes the file out.
/*! <files> */
function droppable(input, last) {
  const name = made("span", { className: "unseen", textContent: ` ${(input.files[0] || JSON.parse(input.dataset.kept || "{}")).name || ""}` });
  last.after(made("button", { type: "button", className: "link size", onclick() {
    input.value = "";
    delete input.dataset.kept;
    input.dispatchEvent(new Event("change", { bubbles: true }));
    input.focus();
  } }, say("drop_file"), name));
}
/*! </files> */

/*! <files> */
async function look(input, field) {
  for (const old of all(".preview,.size", input.parentElement)) old.remove();
  const file = input.files[0];
  if (!file) {
    for (const line of all(".error", input.parentElement)) line.remove();
    return input.removeAttribute("aria-invalid");
  }
  await begin(file);
  if (input.files[0] !== file) return; // another was chosen meanwhile
  if (file.size && (file.type.startsWith("image/") || kindOf(field.v, file.name, heads.get(file) || [], file.type).startsWith("image/"))) {
    try {
      await smaller(input, field);
      (await drawn(input.files[0], 480, input)).setAttribute("role", "img");
      input.nextSibling.ariaLabel = say("preview", { name: input.files[0].name });
    } catch { /* no picture that this browser can draw: the checks below say what is wrong */ }
  }
  const size = (input.files[0].size / 1048576).toFixed(1).replace(".", say("decimal_mark"));
  const line = made("p", { className: "size", textContent: `${input.files[0].name}, ${size} MB` });
  input.after(line);
  droppable(input, line);
  for (const line of all(".error", input.parentElement)) line.remove();
  input.removeAttribute("aria-invalid");
  faults(collect()).filter((one) => one.input === input).forEach(mark);
}
/*! </files> */

/*! <files> */
export function start() {
  for (const field of data.fields.filter((one) => one.v && one.v.k === "file")) {
    const input = form.querySelector(`[name="${nameOf(field.p)}"]`);
    if (input) input.addEventListener("change", () => look(input, field));
    if (input?.dataset.kept) {
      all(".drop", input.parentElement).forEach((one) => one.remove()); // the way without script
      droppable(input, input);
    }
  }
  /*! <rows> */
  for (const field of data.fields.filter((one) => one.table)) {
    byId(idOf(field.p)).addEventListener("change", ({ target }) => {
      const column = target.type === "file" && field.table.find((one) => target.name.endsWith(nameOf(one.p).slice(1)));
      if (column) look(target, column);
    });
  }
  /*! </rows> */
}
/*! </files> */

/*! <files> */
// The digests of what is attached, put into a submission that is saved.
export async function digests(answers, put) {
  const isFile = (one) => one.v && one.v.k === "file", places = data.fields.filter(isFile).map((one) => [one.p, one.p]);
  /*! <rows> */
  for (const field of data.fields.filter((one) => one.table)) {
    for (const column of field.table.filter(isFile)) (field.numbers || []).forEach((row, n) => places.push([`${field.p}/${row}${column.p}`, `${field.p}/${n}${column.p}`]));
  }
  /*! </rows> */
  for (const [at, to] of places) {
    const input = form.querySelector(`[name="${nameOf(at)}"]:enabled`);
    const file = input && input.files[0];
    if (!file) continue;
    const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", await file.arrayBuffer()));
    put(answers, to + "/sha256", Array.from(hash, (n) => n.toString(16).padStart(2, "0")).join(""));
  }
}
/*! </files> */
