/** What a check has found, and how that is printed. */
import { styleText } from "node:util";
import type { DoctorFinding } from "@parley/protocol/doctor";

export type Finding = DoctorFinding;

export function ok(check: string, found: string): Finding {
  return { check, verdict: "ok", found, change: null };
}

/** It works, but perhaps not for everybody. */
export function warn(check: string, found: string, change: string): Finding {
  return { check, verdict: "warn", found, change };
}

export function fail(check: string, found: string, change: string): Finding {
  return { check, verdict: "fail", found, change };
}

const MARKS = { ok: "ok  ", warn: "warn", fail: "FAIL" } as const;
const COLORS = { ok: "green", warn: "yellow", fail: "red" } as const;

const NAME_WIDTH = 19;

/** One line; below it, what to change. */
export function lineOf({ check, verdict, found, change }: Finding): string {
  const mark = styleText(COLORS[verdict], MARKS[verdict], { stream: process.stdout });
  const line = `${mark}  ${printable(check).padEnd(NAME_WIDTH)}  ${printable(found)}`;
  return change === null
    ? line
    : `${line}\n      ${"".padEnd(NAME_WIDTH)}  -> ${printable(change)}`;
}

/** What a page sends must not steer the terminal. */
function printable(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, " ");
}

/** "3 checks: 2 ok, 1 warning." */
export function summaryOf(findings: readonly Finding[]): string {
  const count = (verdict: Finding["verdict"]) =>
    findings.filter((finding) => finding.verdict === verdict).length;
  const [warnings, failures] = [count("warn"), count("fail")];
  const parts = [
    `${count("ok")} ok`,
    ...(warnings > 0 ? [`${warnings} to look at`] : []),
    ...(failures > 0 ? [`${failures} FAILED`] : []),
  ];
  return `${parts.join(", ")}.`;
}
