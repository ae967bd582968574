import * as Y from 'yjs';
import { Table } from './server/board/judge/table.ts';
import { draft, map, value, say } from './fuzz/draft.ts';
import { CATCH_UP_LIMITS } from '../server/board/judge/scan.ts';
for (let k=0;k<3;k++){
const table=new Table();
const clock=0; const CY=300;
const gone = table.idOf(table.entry('tasks', table.task));
const nest=(parent:any)=>Array.from({length:20000},(_,at)=>({parent: at===0?parent:{client:CY,clock:clock+at-1},key:'outcome',content:map}));
let u=draft([{client:CY,clock:0,structs:nest(gone)}]);
table.board.receive(u,table.cy.author,CATCH_UP_LIMITS); console.log('live nest',table.board.lastTook);
table.ada.edit((doc)=>doc.getMap('tasks').delete(table.task));
console.log(table.board.receive(u,table.cy.author,CATCH_UP_LIMITS)); console.log('gone nest',table.board.lastTook);
}
