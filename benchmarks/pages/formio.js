import { Formio } from "@formio/js";
import "@formio/js/dist/formio.full.min.css";
import "bootstrap/dist/css/bootstrap.min.css";
import form from "./made/formio.json";
Formio.createForm(document.getElementById("root"), form);
