// A page that renders a form with React JSON Schema Form or JSON Forms, as a portal would: `show(kind, schema, ui, data)`.
import Ajv2020 from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import React from "react";
import { createRoot } from "react-dom/client";
import Form from "@rjsf/core";
import { customizeValidator } from "@rjsf/validator-ajv8";
import { JsonForms } from "@jsonforms/react";
import { vanillaCells, vanillaRenderers } from "@jsonforms/vanilla-renderers";

const keywords = ["x-eformc", "x-eformc-runtime-rules"];
const rjsf = customizeValidator({ AjvClass: Ajv2020, ajvOptionsOverrides: { keywords } });
const judge = () => addFormats( // one for each form: a schema is known by its $id
  new Ajv2020({ allErrors: true, verbose: true, strict: false, keywords }),
);

window.show = (kind, schema, ui, data) => {
  window.sent = window.refused = window.data = undefined;
  const holder = document.body.appendChild(document.createElement("div"));
  window.root?.unmount();
  document.querySelector("#root")?.remove();
  holder.id = "root";
  const said = ui.translations;
  const i18n = said && { locale: "vi", translate: (key, fallback) => said[key] ?? fallback };
  window.root = createRoot(holder);
  window.root.render(
    kind === "rjsf"
      ? React.createElement(Form, { schema, uiSchema: ui, formData: data, validator: rjsf, experimental_defaultFormStateBehavior: { requiredBooleanDefault: "skip", arrayMinItems: { populate: "requiredOnly" } }, onSubmit: ({ formData }) => (window.sent = formData), onError: (errors) => (window.refused = errors.map((one) => one.stack)) })
      : React.createElement(JsonForms, { schema, uischema: ui.uischema, data, ajv: judge(), i18n, renderers: vanillaRenderers, cells: vanillaCells, onChange: (now) => ((window.data = now.data), (window.refused = now.errors.map((one) => `${one.instancePath} ${one.message}`))) }),
  );
};
