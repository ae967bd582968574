const CHECKNULL=process.argv[2]==='1';
import * as Y from 'yjs';
import { draft, say } from './fuzz/draft.ts';
import { seeded } from './support/seed.ts';
// each update is one single-char struct in root text 'tasks' by client c clock k, with deps on ids
type S={client:number,clock:number,origin?:any,right?:any};
function run(seed:number, mode:string){
  const r=seeded(seed); const below=(n:number)=>Math.floor(r()*n);
  const structs:S[]=[]; const clients=[1,2,3,4].map(()=>1+below(50)); const uniq=[...new Set(clients)];
  const clocks=new Map<number,number>();
  const ref=new Y.Doc(); ref.clientID=9999; const t=ref.getText('tasks');
  const n=4+below(6);
  const order=()=>{ const a:string[]=[]; let i=t._start; while(i){ for(let k=0;k<i.length;k++) a.push(i.id.client+':'+(i.id.clock+k)); i=i.right;} return a; };
  for(let k=0;k<n;k++){ const client=uniq[below(uniq.length)]!; const clock=clocks.get(client)??0; clocks.set(client,clock+1);
    const list=order(); let o=below(list.length+1)-1, q=below(list.length+1);
    if(mode!=='any'){ o=below(list.length+1)-1; q=o+1+below(list.length-o); }
    if(mode==='noncross'){ const info=new Map<string,S>(structs.map(s=>[s.client+':'+s.clock,s])); const id=(x:any)=>x?x.client+':'+x.clock:undefined;
      let tries=0; for(;;){ const ro=q<list.length?id(info.get(list[q]!)!.origin):undefined; const or=o>=0?id(info.get(list[o]!)!.right):undefined; const between=list.slice(o+1,q);
        if(o>=0&&q<list.length? !between.includes(ro!)&&!between.includes(or!) : true) { if(o<0&&q<list.length&&q>0&&(between.includes(ro!)) && CHECKNULL) {} else if(q>=list.length&&o>=0&&between.includes(or!)&&CHECKNULL) {} else break; }
        if(tries++>50){ o=list.length-1;q=list.length;break;} o=below(list.length+1)-1; q=o+1+below(list.length-o); } }
    const toId=(s:string|undefined)=>{ if(!s) return undefined; const [a,b]=s.split(':'); return {client:+a!,clock:+b!}; };
    const s:S={client,clock,origin:o>=0?toId(list[o]):undefined,right:q<list.length?toId(list[q]):undefined};
    structs.push(s);
    Y.applyUpdate(ref,draft([{client,clock,structs:[{origin:s.origin,right:s.right,parent:'tasks',content:say(String.fromCharCode(97+k))}]}]));
  }
  const base=t.toString();
  for(let tries=0;tries<6;tries++){
    const d=new Y.Doc(); d.clientID=9998; const done=new Set<string>(); const left=structs.map((s,i)=>({s,i}));
    while(left.length){ const ready=left.filter(({s})=>(s.clock===0||done.has(s.client+':'+(s.clock-1)))&&(!s.origin||done.has(s.origin.client+':'+s.origin.clock))&&(!s.right||done.has(s.right.client+':'+s.right.clock)));
      const x=ready[below(ready.length)]!; left.splice(left.indexOf(x),1); done.add(x.s.client+':'+x.s.clock);
      Y.applyUpdate(d,draft([{client:x.s.client,clock:x.s.clock,structs:[{origin:x.s.origin,right:x.s.right,parent:'tasks',content:say(String.fromCharCode(97+x.i))}]}])); }
    if(d.getText('tasks').toString()!==base) return {base,other:d.getText('tasks').toString(),structs};
  }
}
for(const mode of ["noncross"]){ let bad=0,first; const N=+(process.argv[3]??8000); for(let s=0;s<N;s++){ const x=run(s,mode); if(x){bad++; first??=x;} } console.log(mode,bad,N,JSON.stringify(first)); }
