import { appAt, keyOf } from "./apps";
import { type Fn, parseFunction, RegistrationError } from "./functions";
import { asString, canonical, isObject } from "./json";
import type { Engine } from "./state";

function indexTriggers(engine: Engine) {
  engine.triggers.clear();
  for (const fn of engine.functions.values()) {
    for (const { name, condition } of fn.events) {
      const list = engine.triggers.get(name) ?? [];
      list.push({ fn, ...(condition ? { condition } : {}) });
      engine.triggers.set(name, list);
    }
  }
}

/**
 * Replaces an app's functions: all of them, or none if one is not supported. With configured app addresses, accepts no
 * others. Returns whether anything changed.
 */
export function register(engine: Engine, body: unknown): boolean {
  const name = isObject(body) ? asString(body.appName) : undefined;
  const address = isObject(body) ? asString(body.url) : undefined;
  if (!isObject(body) || !name || !Array.isArray(body.functions)) throw new RegistrationError("no app to register");
  if (!address || !URL.canParse(address)) throw new RegistrationError("the app's URL is not one");
  const key = keyOf(new URL(address));
  if (engine.appKeys.size > 0 && !engine.appKeys.has(key)) {
    throw new RegistrationError(`the app says that it is at ${key}: ENGINE_APP_URLS does not list that address`);
  }
  const settings = canonical(body.functions);
  if (engine.apps.get(key)?.registered === settings) {
    engine.registrations++;
    return false;
  }
  const functions: Fn[] = body.functions.map((config: unknown) => parseFunction(config, name));
  const elsewhere = functions.find((fn) => keyOf(new URL(fn.path, fn.origin)) !== key);
  if (elsewhere) throw new RegistrationError(`the function "${elsewhere.id}" is not at the app's own address ${key}`);
  for (const fn of engine.functions.values()) if (fn.app === name) engine.functions.delete(fn.id);
  for (const fn of functions) engine.functions.set(fn.id, fn);
  const app = appAt(engine, new URL(address));
  for (const other of engine.apps.values()) if (other.name === name) other.registered = "";
  app.name = name;
  app.registered = settings;
  indexTriggers(engine);
  engine.crons.set(name, functions);
  engine.registrations++;
  engine.log("app registered", { app: name, url: app.url.href, functions: functions.length });
  return true;
}
