import { Model } from "survey-core";
import "survey-core/survey-core.css";
import { renderSurvey } from "survey-js-ui";
import survey from "./made/survey.json";
renderSurvey(new Model(survey), document.getElementById("root"));
