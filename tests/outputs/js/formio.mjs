// @formio/core's verdict on submissions: JSON of definitions with cases in, for each case the paths that it finds wrong and the keys it hides.
import { ProcessTargets, processSync } from "@formio/core";

const chunks = [];
for await (const chunk of process.stdin) chunks.push(chunk);
const out = JSON.parse(Buffer.concat(chunks).toString()).map(({ components, cases }) =>
  cases.map((data) => {
    const scope = { errors: [] };
    const given = structuredClone(data);
    try { processSync({ components, data: given, submission: { data: given }, scope, processors: ProcessTargets.evaluator }); } catch (error) { throw new Error(`${error.message} ${error.context?.component?.key ?? ""} ${JSON.stringify(error.context?.component?.validate ?? "")}`); }
    return { errors: scope.errors.map((one) => `${one.context?.path ?? ""}: ${one.ruleName ?? one.errorKeyOrMessage}`), hidden: (scope.conditionals ?? []).filter((one) => one.conditionallyHidden).map((one) => one.path) };
  }),
);
process.stdout.write(JSON.stringify(out));
