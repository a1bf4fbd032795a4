import Form from "@rjsf/core";
import validator from "@rjsf/validator-ajv8";
import { createElement } from "react";
import { createRoot } from "react-dom/client";
import schema from "./made/schema.json";
createRoot(document.getElementById("root")).render(createElement(Form, { schema, validator }));
