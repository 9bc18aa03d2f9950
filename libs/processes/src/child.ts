import cluster from 'node:cluster';
import { Line, type Question } from './line.js';

/** The parent answers at once, but it waits for the other children itself (see supervisor.ts). Milliseconds. */
const PARENT_MS = 3_000;

/** How the parent numbers its children, from 1: one that is replaced keeps its number. */
export const PROCESS_NUMBER = 'PROCESS_NUMBER';

/** The number of this process among those behind one port; undefined if it is alone. */
export const processNumber: number | undefined = cluster.isWorker
  ? Number(process.env[PROCESS_NUMBER])
  : undefined;

/** Whether this process says to the terminal what concerns the service: one that is alone, or the first of several. */
export const speaksForAll = !cluster.isWorker || cluster.worker!.id === 1;

const parent = cluster.isWorker ? new Line(process) : undefined;
parent?.on('beat', () => true);

/** Answers a question about this process to the parent. */
export const answerParent = (question: Question, answer: () => unknown): void => parent?.on(question, answer);

/** Asks the parent about all processes. @returns undefined if this one is alone, or the parent does not answer */
export const askOfAll = async <T>(question: Question): Promise<T | undefined> =>
  parent?.ask<T>(question, PARENT_MS);

/** Tells the parent that this process takes requests. */
export const tellUp = (): void => void askOfAll('up');
