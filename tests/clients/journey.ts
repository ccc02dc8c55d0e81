/**
 * One denied claim by a generated client: intake, conflicts, upload, reading, denial, dates, evidence, draft.
 *
 * node journey.js SITE FIRM TOKEN LETTER EXHIBIT prints what it came to as JSON. LETTER is a denial letter and EXHIBIT
 * a record that answers it, both PDF files.
 */

import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import createClient from "openapi-fetch";
import type { components, paths } from "./generated/api.js";

type Schemas = components["schemas"];
type Answer<Body> = { data?: Body; error?: Schemas["Problem"]; response: Response };

const [site, firm, token, letterFile, exhibitFile] = process.argv.slice(2) as [string, string, string, string, string];
const api = createClient<paths>({ baseUrl: site, headers: { Authorization: `Bearer ${token}` } });

/** The body of an answer. Throws what the problem says. */
async function good<Body>(asked: Promise<Answer<Body>>): Promise<Body> {
  const { data, error, response } = await asked;
  if (data === undefined) throw new Error(`${response.url}: ${response.status} ${JSON.stringify(error)}`);
  return data;
}

const at = (id: string) => ({ firm, id });
const asRead = (row: { version: number }) => ({ "If-Match": `"${row.version}"` });

/** Ask until a worker has done what is waited for. */
async function until<Row>(read: () => Promise<Row>, done: (row: Row) => boolean): Promise<Row> {
  for (let attempt = 0; attempt < 600; attempt++) {
    const row = await read();
    if (done(row)) return row;
    await sleep(50);
  }
  throw new Error("no worker came");
}

/** Client, insurer, policy and case in one call; then the case leaves intake with its conflicts cleared. */
async function takeIn(): Promise<Schemas["CaseDetail"]> {
  await good(
    api.POST("/api/v1/firms/{firm}/clients", {
      params: { path: { firm } },
      body: { kind: "organisation", name: "Tallowmere Benefit Administrators" },
    }),
  );
  const intake = await good(
    api.POST("/api/v1/firms/{firm}/intakes", {
      params: { path: { firm } },
      body: {
        client: { name: "Marisol E. Tennant" },
        insurer: { name: "Tallowmere Benefit Administrators, Inc.", kind: "administrator" },
        policy: { name: "Wexcombe Freight Systems, Inc. Employee Health Benefit Plan", appeal_levels: 1 },
        case: {
          title: "Lumbar fusion denied",
          line_of_business: "health",
          plan_type: "erisa_self_funded",
          jurisdiction: "TX",
          claim_kind: "post_service",
          amount_disputed: { amount: "66475.00", currency: "USD" },
        },
      },
    }),
  );
  const check = intake.conflict_check;
  await good(
    api.POST("/api/v1/firms/{firm}/conflict-checks/{id}/clear", {
      params: { path: at(check.id), header: asRead(check) },
      body: { reason: `${check.hits.map((hit) => hit.name).join(", ")}: the engagement ended in 2019` },
    }),
  );
  return good(
    api.POST("/api/v1/firms/{firm}/cases/{id}/move", {
      params: { path: at(intake.case.id), header: asRead(intake.case) },
      body: { to: "open" },
    }),
  );
}

/** A file sent to the store by a signed form, inspected by a worker, on the case, its text found. */
async function file(
  onCase: Schemas["CaseDetail"],
  path: string,
  title: string,
  kind: Schemas["DocumentKind"],
): Promise<Schemas["Document"]> {
  const bytes = await readFile(path);
  const upload = await good(
    api.POST("/api/v1/firms/{firm}/uploads", {
      params: { path: { firm } },
      body: { name: basename(path), size: bytes.length },
    }),
  );
  if (upload.form === null) throw new Error("files of more than 64 MiB are sent in parts");
  const form = new FormData();
  for (const [name, value] of Object.entries(upload.form.fields)) form.append(name, value);
  form.append("file", new Blob([bytes]), upload.file.name);
  const sent = await fetch(upload.form.url, { method: "POST", body: form });
  if (!sent.ok) throw new Error(`the store answers ${sent.status}`);
  await good(
    api.POST("/api/v1/firms/{firm}/uploads/{id}/confirm", {
      params: { path: at(upload.file.id), header: asRead(upload.file) },
    }),
  );
  const added = await good(
    api.POST("/api/v1/firms/{firm}/documents", {
      params: { path: { firm } },
      body: { case_id: onCase.id, file_id: upload.file.id, title, kind },
    }),
  );
  return until(
    () => good(api.GET("/api/v1/firms/{firm}/documents/{id}", { params: { path: at(added.id) } })),
    (document) => document.text_state === "searchable",
  );
}

/** What the letter says, as it was found and as a person confirms it. */
async function confirm(letter: Schemas["Document"]): Promise<Schemas["Denial"]> {
  const asked = await good(
    api.POST("/api/v1/firms/{firm}/readings", {
      params: { path: { firm } },
      body: { document_id: letter.id },
    }),
  );
  const reading = await until(
    () => good(api.GET("/api/v1/firms/{firm}/readings/{id}", { params: { path: at(asked.id) } })),
    (row) => row.proposal !== null,
  );
  const confirmed = await good(
    api.POST("/api/v1/firms/{firm}/readings/{id}/confirm", {
      params: { path: at(reading.id), header: asRead(reading) },
      body: { ...reading.proposal!, received_on: reading.proposal!.letter_date, received_proof: "delivered" },
    }),
  );
  return good(api.GET("/api/v1/firms/{firm}/denials/{id}", { params: { path: at(confirmed.denial_id!) } }));
}

/** The record put against every ground of the denial, with an argument. */
async function answer(denial: Schemas["Denial"], record: Schemas["Document"]): Promise<Schemas["Matrix"]> {
  const evidence = await good(
    api.POST("/api/v1/firms/{firm}/evidence", {
      params: { path: { firm } },
      body: { case_id: denial.case_id, document_id: record.id, proves: "5.2 mm of translation" },
    }),
  );
  const grounds = await good(
    api.GET("/api/v1/firms/{firm}/grounds", { params: { path: { firm }, query: { denial_id: denial.id } } }),
  );
  for (const ground of grounds.results) {
    const rebuttal = await good(
      api.GET("/api/v1/firms/{firm}/grounds/{id}/rebuttal", { params: { path: at(ground.id) } }),
    );
    await good(
      api.PATCH("/api/v1/firms/{firm}/grounds/{id}/rebuttal", {
        params: { path: at(ground.id), header: asRead(rebuttal) },
        body: { argument: "The imaging report shows the contrary." },
      }),
    );
    await good(
      api.POST("/api/v1/firms/{firm}/grounds/{id}/rebuttal/evidence", {
        params: { path: at(ground.id) },
        body: { evidence_id: evidence.id },
      }),
    );
  }
  return good(api.GET("/api/v1/firms/{firm}/denials/{id}/matrix", { params: { path: at(denial.id) } }));
}

const opened = await takeIn();
const denial = await confirm(await file(opened, letterFile, "The denial", "denial_letter"));
const deadlines = await good(
  api.GET("/api/v1/firms/{firm}/deadlines", {
    params: { path: { firm }, query: { case_id: opened.id, duty_of: "ours", ordering: "sort_on", count: true } },
  }),
);
const matrix = await answer(denial, await file(opened, exhibitFile, "Imaging report", "medical_record"));
const draft = await good(
  api.POST("/api/v1/firms/{firm}/letters", {
    params: { path: { firm } },
    body: { case_id: opened.id, template: "internal_appeal", denial_id: denial.id, outcome_asked: "Pay the claim." },
  }),
);
const told = {
  status: opened.status,
  decision: denial.decision,
  received_on: denial.received_on,
  grounds: matrix.grounds.map((row) => row.code),
  evidence_missing: matrix.missing.evidence,
  deadlines: deadlines.results.map(({ rule, due_on }) => ({ rule, due_on })),
  letter: draft.state,
  exhibits: draft.exhibits.length,
};
console.log(JSON.stringify(told));
