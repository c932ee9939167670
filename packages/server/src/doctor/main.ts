/** `npm run doctor`: looks at a running Parley from where it runs, and says what to change. */
import { ConfigError, readConfig } from "../config.ts";
import { examine } from "./examine.ts";
import { type Finding, fail, lineOf, summaryOf } from "./finding.ts";
import { HELP, type Options, readOptions } from "./options.ts";

const say = (line: string) => process.stdout.write(`${line}\n`);

/** Fires at Ctrl+C. Under npm it comes twice, and what is under way is put away either time. */
function stopRequested(): AbortSignal {
  const controller = new AbortController();
  for (const name of ["SIGINT", "SIGTERM"]) process.on(name, () => controller.abort());
  return controller.signal;
}

/** The exit code: 1 when something FAILs. */
async function run({ help, browser }: Options): Promise<number> {
  if (help) {
    say(HELP);
    return 0;
  }
  const findings: Finding[] = [];
  const tell = (finding: Finding) => {
    findings.push(finding);
    say(lineOf(finding));
  };
  try {
    await examine({ config: readConfig(), browser, say, tell, stop: stopRequested() });
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    tell(fail("settings", "The server does not start with them.", error.message));
  }
  say(`\n${summaryOf(findings)}`);
  return findings.some(({ verdict }) => verdict === "fail") ? 1 : 0;
}

async function main(): Promise<number> {
  try {
    return await run(readOptions(process.argv.slice(2)));
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    process.stderr.write(`${error.message}\n\n${HELP}\n`);
    return 2;
  }
}

process.exitCode = await main();
