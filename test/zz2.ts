import * as Y from 'yjs';
import { Table } from './server/board/judge/table.ts';
import { editTask } from '../shared/board/board.ts';
const table=new Table();
const u=table.ada.updateOf((doc) => editTask(doc, table.task, { title: 'x'.repeat(14) }));
console.log(table.ada.doc.clientID); Y.logUpdate(u);
console.log(table.ada.send(u));
