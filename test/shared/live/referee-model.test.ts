// Random commands by several people, against a model that a person could follow with pencil and paper: who sits where
// since when, one list a task. Fixed seed.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LIMITS } from '../../../shared/board/schema.ts';
import { MINUTE, type AskId, type PersonId, type TaskId } from '../../../shared/ids.ts';
import { isRefusal } from '../../../shared/refusal.ts';
import { remaining } from '../../../shared/live/sprint.ts';
import { refused, Table } from '../../support/table.ts';

const SEED = 20170601;
const PEOPLE = 5;
const SEATS = [1, 2, 3];
const LEASE = 45;

type Holder = { readonly person: number; readonly seat: number; readonly since: number; until: number; driving: boolean };
type Question = { readonly id: AskId; readonly task: number; readonly from: number; readonly to: number; open: boolean };

/** Says of each command whether it is granted, and keeps what follows from it. */
class Model {
  readonly seats = [...SEATS];
  readonly holders: Holder[][] = SEATS.map(() => []);
  readonly questions: Question[] = [];
  now = 0;

  #of = (task: number): Holder[] => this.holders[task] as Holder[];
  #own = (person: number, task: number) => this.#of(task).find((holder) => holder.person === person);
  #free(task: number): number | undefined {
    return Array.from({ length: this.seats[task] as number }, (_, seat) => seat).find(
      (seat) => !this.#of(task).some((holder) => holder.seat === seat),
    );
  }

  #sit(person: number, task: number, seat: number): void {
    this.#of(task).push({ person, seat, since: this.now, until: this.now + LEASE, driving: this.#of(task).length === 0 });
  }

  #leave(task: number, leaving: readonly Holder[]): void {
    const staying = this.#of(task).filter((holder) => !leaving.includes(holder));
    this.holders[task] = staying;
    const [heir] = [...staying].sort((a, b) => a.since - b.since || a.seat - b.seat);
    if (heir && !staying.some((holder) => holder.driving)) heir.driving = true;
  }

  claim(person: number, task: number): boolean {
    if (this.#own(person, task)) return true;
    const seat = this.#free(task);
    if (seat !== undefined) this.#sit(person, task, seat);
    return seat !== undefined;
  }

  release(person: number, task: number): boolean {
    const own = this.#own(person, task);
    if (own) this.#leave(task, [own]);
    return true;
  }

  handOver(person: number, task: number, to: number): boolean {
    const own = this.#own(person, task);
    if (!own || this.#own(to, task)) return false;
    this.holders[task] = [
      ...this.#of(task).filter((holder) => holder !== own),
      { ...own, person: to, since: this.now, until: this.now + LEASE },
    ];
    return true;
  }

  drive(person: number, task: number): boolean {
    if (!this.#own(person, task)) return false;
    for (const holder of this.#of(task)) holder.driving = holder.person === person;
    return true;
  }

  renew(person: number, task: number): boolean {
    const own = this.#own(person, task);
    if (own) own.until = this.now + LEASE;
    return own !== undefined;
  }

  mayAsk = (from: number, task: number, to: number): boolean =>
    from !== to && (this.#own(from, task) === undefined) !== (this.#own(to, task) === undefined);

  accept({ task, from, to }: Question): boolean {
    const [a, b] = [this.#own(from, task), this.#own(to, task)];
    if (!a && !b) return false;
    if (a && b) return true;
    if (this.#free(task) === undefined) this.seats[task] = (this.seats[task] as number) + 1;
    this.#sit(a ? to : from, task, this.#free(task) as number);
    return true;
  }

  wait(minutes: number): void {
    this.now += minutes;
    this.holders.forEach((holders, task) =>
      this.#leave(
        task,
        holders.filter((holder) => holder.until <= this.now),
      ),
    );
  }
}

const person = fc.nat({ max: PEOPLE - 1 });
const task = fc.nat({ max: SEATS.length - 1 });
const step = fc.oneof(
  { weight: 5, arbitrary: fc.record({ do: fc.constant('claim' as const), person, task }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('release' as const), person, task }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('hand-over' as const), person, task, to: person }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('drive' as const), person, task }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('renew' as const), person, task }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('ask' as const), person, task, to: person }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('answer' as const), nth: fc.nat({ max: 9 }), accept: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('retry' as const), nth: fc.nat({ max: 30 }) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('wait' as const), minutes: fc.integer({ min: 1, max: 30 }) }) },
);
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

class Game {
  readonly at = new Table();
  readonly model = new Model();
  readonly people = Array.from({ length: PEOPLE }, (_, index) => this.at.person(`P${index}`));
  readonly tasks = SEATS.map((seats, index) => this.at.task(`T${index}`, seats));
  readonly #given: (() => unknown)[] = [];
  #keys = 0;

  person = (index: number): PersonId => this.people[index] as PersonId;
  task = (index: number): TaskId => this.tasks[index] as TaskId;

  #give(who: number, name: string, body: object): ReturnType<Table['give']> {
    const key = `model-${(this.#keys += 1)}`;
    const give = () => this.at.give(this.person(who), name as 'claim', body as never, key);
    const decision = give();
    if (!isRefusal(decision)) this.#given.push(give);
    return decision;
  }

  #expect(decision: ReturnType<Table['give']>, granted: boolean): void {
    expect(isRefusal(decision), refused(decision)).toBe(!granted);
  }

  take(given: Step): void {
    const { at, model } = this;
    switch (given.do) {
      case 'claim':
      case 'release':
      case 'drive':
      case 'renew':
        return this.#expect(this.#give(given.person, given.do, { task: this.task(given.task) }), model[given.do](given.person, given.task));
      case 'hand-over':
        return this.#expect(
          this.#give(given.person, 'hand-over', { task: this.task(given.task), to: this.person(given.to) }),
          model.handOver(given.person, given.task, given.to),
        );
      case 'ask':
        return this.#ask(given.person, given.task, given.to);
      case 'answer':
        return this.#answer(given.nth, given.accept);
      case 'retry': {
        const before = at.view;
        this.#given[given.nth]?.();
        return expect(at.view).toEqual(before);
      }
      case 'wait':
        at.wait(given.minutes);
        return model.wait(given.minutes);
    }
  }

  #ask(from: number, on: number, to: number): void {
    const decision = this.#give(from, 'ask-to-pair', { task: this.task(on), to: this.person(to) });
    this.#expect(decision, this.model.mayAsk(from, on, to));
    if (isRefusal(decision) || decision.ask === undefined) return;
    if (!this.model.questions.some((known) => known.id === decision.ask))
      this.model.questions.push({ id: decision.ask, task: on, from, to, open: true });
  }

  #answer(nth: number, accept: boolean): void {
    const question = this.model.questions.filter((known) => known.open)[nth];
    if (!question) return;
    const granted = accept ? this.model.accept(question) : true;
    this.#expect(this.#give(question.to, 'answer-ask', { ask: question.id, accept }), granted);
    if (granted) question.open = false;
  }

  check(): void {
    const { view } = this.at;
    this.tasks.forEach((id, index) => {
      const expected = (this.model.holders[index] as Holder[]).map((holder) => ({
        person: this.person(holder.person),
        seat: holder.seat,
        driving: holder.driving,
      }));
      const found = (view.claims.get(id) ?? []).map((claim) => ({ person: claim.person, seat: claim.seat, driving: claim.driving }));
      expect(found).toEqual(expected.sort((a, b) => a.seat - b.seat));
      const { seats } = this.at.taskView(id);
      expect(seats).toBe(this.model.seats[index]);
      expect(found.length).toBeLessThanOrEqual(seats);
      expect(seats).toBeLessThanOrEqual(LIMITS.seats);
      expect(new Set(found.map((claim) => claim.seat)).size).toBe(found.length);
      expect(found.filter((claim) => claim.driving).length).toBe(found.length > 0 ? 1 : 0);
    });
  }
}

describe('random commands', () => {
  it('[CL40] any sequence of commands seats exactly those whom the sequential model seats', () => {
    const play = (steps: readonly Step[]) => {
      const game = new Game();
      for (const given of steps) {
        game.take(given);
        game.check();
      }
    };
    fc.assert(fc.property(fc.array(step, { minLength: 5, maxLength: 60 }), play), { seed: SEED, numRuns: 100 });
  });

  it('[CK10] under any use of the clock leases only grow, nobody lapses during a sprint, and the wheel has one holder', () => {
    const use = fc.oneof(
      fc.record({ do: fc.constant('start-sprint' as const), minutes: fc.integer({ min: 1, max: 90 }) }),
      fc.record({ do: fc.constant('extend-sprint' as const), minutes: fc.integer({ min: 1, max: 30 }) }),
      fc.constantFrom({ do: 'pause-sprint' as const }, { do: 'resume-sprint' as const }, { do: 'end-sprint' as const }),
      fc.record({ do: fc.constant('claim' as const), person, task }),
      fc.record({ do: fc.constant('renew' as const), person, task }),
      fc.record({ do: fc.constant('wait' as const), minutes: fc.integer({ min: 1, max: 40 }) }),
    );
    fc.assert(
      fc.property(fc.array(use, { minLength: 5, maxLength: 50 }), (uses) => {
        const at = new Table();
        const facilitator = at.person('Fay', 'facilitator');
        const people = Array.from({ length: PEOPLE }, (_, index) => at.person(`P${index}`));
        const tasks = SEATS.map((seats, index) => at.task(`T${index}`, seats));
        const leases = () =>
          new Map([...at.view.claims.values()].flat().map((claim) => [`${claim.task} ${claim.person}`, claim.leaseEndsAt]));
        for (const given of uses) {
          const before = leases();
          const left = remaining(at.view.sprint, at.now);
          if (given.do === 'wait') at.wait(given.minutes);
          else if (given.do === 'claim' || given.do === 'renew')
            at.give(people[given.person] as PersonId, given.do, { task: tasks[given.task] as TaskId });
          else if (given.do === 'start-sprint') at.give(facilitator, given.do, { minutes: given.minutes, goal: '' });
          else if (given.do === 'extend-sprint') at.give(facilitator, given.do, { minutes: given.minutes });
          else at.give(facilitator, given.do, {});
          const after = leases();
          for (const [seat, until] of before) {
            const now = after.get(seat);
            if (now === undefined) expect(given.do).toBe('wait');
            else expect(now).toBeGreaterThanOrEqual(until);
            if (given.do === 'wait' && left > given.minutes * MINUTE) expect(now).toBeDefined();
          }
          for (const id of tasks) expect(at.drivers(id).length).toBe(at.holders(id).length > 0 ? 1 : 0);
          expect(at.nextDue === undefined || at.nextDue > at.now).toBe(true);
        }
      }),
      { seed: SEED, numRuns: 100 },
    );
  });
});
