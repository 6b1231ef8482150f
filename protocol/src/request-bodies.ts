/** Validators of the HTTP API's request bodies, made from openapi.yaml: for programs that want to check what they send, and for tests. */
import { readFile } from 'node:fs/promises';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { parse } from 'yaml';

interface Spec {
  readonly paths: { readonly [path: string]: { readonly [method: string]: Operation } };
  readonly components: object;
}
interface Operation {
  readonly operationId?: string;
  readonly requestBody?: { readonly content: { readonly [type: string]: { readonly schema: object } } };
}

/** For each operation that takes a JSON body, by `operationId`: whether a value is a valid body. Values are left as they are. */
export async function readRequestBodies(): Promise<ReadonlyMap<string, (body: unknown) => boolean>> {
  const spec = parse(await readFile(new URL('../openapi.yaml', import.meta.url), 'utf8')) as Spec;
  const ajv = new Ajv2020({ strict: false });
  ajv.addSchema({ $id: 'api:', components: spec.components });
  const validators = new Map<string, (body: unknown) => boolean>();
  for (const { operationId, requestBody } of Object.values(spec.paths).flatMap((path) =>
    Object.values(path),
  )) {
    const schema = requestBody?.content['application/json']?.schema;
    if (operationId === undefined || schema === undefined) continue;
    const text = JSON.stringify(schema).replaceAll('"#/components/', '"api:#/components/');
    const validate = ajv.compile(JSON.parse(text) as object);
    validators.set(operationId, (body) => validate(body));
  }
  return validators;
}
