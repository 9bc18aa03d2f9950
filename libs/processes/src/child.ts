import cluster from 'node:cluster';
import { Line, type Question } from './line.js';

/** The parent answers at once, but may wait for the other children (see supervisor.ts). Milliseconds. */
const PARENT_MS = 3_000;

/** Number that the parent gives each child, from 1. The successor of a child gets the same number. */
export const PROCESS_NUMBER = 'PROCESS_NUMBER';

/** The number of this process among those behind one port; undefined if it is the only one. */
export const processNumber: number | undefined = cluster.isWorker
  ? Number(process.env[PROCESS_NUMBER])
  : undefined;

/** Whether this process prints messages about the whole service: it is the only one, or the first of several. */
export const speaksForAll = !cluster.isWorker || cluster.worker!.id === 1;

const parent = cluster.isWorker ? new Line(process) : undefined;
parent?.on('beat', () => true);

/** Answers a question about this process to the parent. */
export const answerParent = (question: Question, answer: () => unknown): void => parent?.on(question, answer);

/**
 * Asks the parent about all processes.
 * @returns undefined if this is the only process, or if the parent does not answer
 */
export const askOfAll = async <T>(question: Question): Promise<T | undefined> =>
  parent?.ask<T>(question, PARENT_MS);

/** Tells the parent that this process takes requests. */
export const tellUp = (): void => void askOfAll('up');
