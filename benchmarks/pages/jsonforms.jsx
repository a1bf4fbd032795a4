import { JsonForms } from "@jsonforms/react";
import { vanillaCells, vanillaRenderers } from "@jsonforms/vanilla-renderers";
import { createElement } from "react";
import { createRoot } from "react-dom/client";
import schema from "./made/schema.json";
createRoot(document.getElementById("root")).render(createElement(JsonForms, { schema, data: {}, renderers: vanillaRenderers, cells: vanillaCells }));
