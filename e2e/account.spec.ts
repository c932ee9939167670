import { expect, test } from "./support/fixtures.ts";

test("[SIGN1] sign up, sign out, sign in, and what is wrong is said at its field", async ({
  person,
}) => {
  const ann = await person("Ann", { account: false, mayLog: /40[019]/ });
  const { page } = ann;
  await page.goto("/");
  await page.getByRole("link", { name: "Create an account" }).click();
  await ann.button("Create account").click();
  await expect(page.getByLabel("Username")).toHaveAttribute("aria-invalid", "true");
  await page.getByLabel("Your name").fill("Ann Archer");
  await page.getByLabel("Username").fill("ann-archer");
  await page.getByLabel("Password", { exact: true }).fill("abc");
  await ann.button("Create account").click();
  await expect(page.getByLabel("Password", { exact: true })).toHaveAttribute(
    "aria-invalid",
    "true",
  );
  await page.getByLabel("Password", { exact: true }).fill("abcd");
  await ann.button("Create account").click();
  await expect(ann.button("New meeting")).toBeVisible();

  await ann.button("Account of Ann Archer").click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await page.getByRole("link", { name: "Sign in" }).first().click();
  await page.getByLabel("Username").fill("ANN-archer");
  await page.getByLabel("Password", { exact: true }).fill("wrong");
  await ann.button("Sign in").click();
  await expect(page.getByRole("alert")).toBeVisible();
  await page.getByLabel("Password", { exact: true }).fill("abcd");
  await ann.button("Sign in").click();
  await expect(ann.button("New meeting")).toBeVisible();
});

test("[SIGN2] a taken username is said at its field", async ({ person }) => {
  const ann = await person("Ann", { account: false, mayLog: /409/ });
  const data = { username: "taken", password: "pass" };
  await ann.page.context().request.post("/register/", { data });
  await ann.page.goto("/sign-up");
  await ann.page.getByLabel("Username").fill("Taken");
  await ann.page.getByLabel("Password", { exact: true }).fill("abcd");
  await ann.button("Create account").click();
  await expect(ann.page.getByLabel("Username")).toHaveAttribute("aria-invalid", "true");
});
