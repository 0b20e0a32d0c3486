"""Notes that say of a step ticked as done that it was not, or failed: `failed, will retry`, `échec, on réessaiera`.

Only what says so in plain words, a clause by itself, is taken for it, and never where another word may say how it
ended, as in `the first try failed, the second worked`: rather nobody is asked than whoever did right.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from runbook.model.initials import normal_initials
from runbook.verify.answer_words import is_answer
from runbook.verify.no_reasons import without_marks

LONGEST = 200  # characters; what is longer tells a story, which a person has to read
_CROSSES = frozenset(("✗", "✘", "✕", "❌", "👎"))
_CLAUSES = re.compile(r"[.,;:!()\n/–—]+|\s-\s|\b(?:and|but|so|et|mais|donc)\b")
_WORDS = re.compile(r"[^\W_]+")
# Each line in its normal form, small letters without marks; words in brackets may be left out.
_SUBJECTS = """
it; this; that; (the |this )(step|update|upgrade|installation|install|sync|test|check);
(l |la |le |cette |ce )(etape|mise a jour|installation|synchro|synchronisation|test|essai); ca; cela; c
"""
_FAILED = """
(has |have |had |just |is |was |a |est )(failed|failing|echoue|echouee); failure; fail; ko; went wrong;
(did not|didn t|does not|doesn t|do not|not) (work|working)( at all); (est )(en |un )echec;
(n a |n avait )pas (marche|fonctionne|reussi); (ne )(marche|fonctionne) pas( du tout); nok; k o; bad; mauvais;
mauvaise;
(is |was |are )not (ok|okay|good|right|correct|successful|possible); unsuccessful; couldn t; could not;
en erreur; (echec|failure) (total|complet|complete); total failure; pas possible;
(n est |ce n est |c est )(pas|non) (ok|bon|bonne|correct|conforme|conformes); (all |tout |tout est )ko;
rien ne (marche|fonctionne); rien n est ok; nothing (works|worked|is ok);
(has |have |had |was |were |been |has been |is )(aborted|abandoned|cancelled|canceled|interrupted|crashed|rolled back);
(a ete |est )(abandonne|abandonnee|annule|annulee|interrompu|interrompue|plante); impossible;
(has |have |had |was |been |has been )(reverted|backed out|timed out); timeout; time out; rollback;
(i |we )reverted( it| this);
(i |we )(went|rolled|had to go|had to roll) back( to the old version| to the old one); retour arriere;
(fait |effectue |il y a eu )(un )retour arriere; retour arriere (fait|effectue);
(on est |je suis |nous sommes )revenus en arriere;
(on est |je suis |nous sommes )revenu en arriere; (the )snapshot (was |is )restored;
(l |le )(snapshot|instantane) (a ete |est )restaure;
restored (the )(old|previous|earlier) (version|one); restored (the |from the |from )snapshot;
(la |l )(ancienne version|version precedente|version d avant) (a ete |est )(restauree|remise);
(restaure|remis|remise) (la |l )(ancienne version|version precedente|version d avant);
restaure (le |l )(snapshot|instantane);
(was )stopped (half way|halfway|midway|in the middle);
(arrete|arretee|interrompu|interrompue) (a mi chemin|a la moitie|au milieu);
(with |avec )(des |some |several |plusieurs )(errors|erreurs);
(i |we )(was |am |were )unable to (do it|test|check|verify|install|complete)( it);
(a du etre |a finalement ete )(abandonne|abandonnee|annule|annulee|interrompu|interrompue|arrete|arretee);
had to be (aborted|abandoned|cancelled|canceled|interrupted|stopped); inconclusive; not conclusive;
(pas|non|peu|n est pas|n etait pas) (concluant|concluante); infructueux; infructueuse; sans succes;
(est |l appliance est |le serveur est )(hs|hors service); appliance (hs|hors service); ecran noir; black screen;
(l appliance |le serveur )(ne )(redemarre|demarre|repond) (plus|pas); (appliance )(does not|doesn t) (restart|respond);
(il y a eu )(un )(plantage|crash)( a [0-9]+| complet| total);
(the |l |le )(appliance |serveur )(is |was |est )(down|en panne); abandon;
retour a la (version|base) (precedente|d avant|d origine); back to the (old|previous) (version|base);
(the |an )error (screen|message); (un |l |le )(ecran|message) d erreur;
(was |is |a ete |est )(cancelled|canceled|aborted|annule|annulee) (by|par) _INITIALS
"""
_UNDONE = """
(is |was |has been |has |could |can )not (yet )(be |been )(done|carried out|finished|completed|performed)( yet);
(wasn t|isn t|hasn t been|couldn t be) (done|carried out|finished|completed); undone;
(was |were |has been )(skipped|left out|omitted|forgotten); untested; unverified; unchecked; incomplete;
(is |was |has been |could |can )not (yet )(be |been )(tested|checked|verified|signed off);
(wasn t|isn t|hasn t been|couldn t be) (tested|checked|verified);
(only |just )(partly|partially|half) (done|completed|finished|tested|checked|installed);
(was |is |has been |a ete |est )(ignored|ignore|ignoree);
(i |we )(have )(forgot|forgotten) (this|this one|this step|about it|about this);
(j ai |on a )oublie (de le faire|cette etape); (only |just )(half|some|a part); seulement (la moitie|une partie);
partially; partiellement; en partie;
(only |just )(half|some|part) of (it|them|these|those|the pcs|the clients);
(la moitie|une partie) (des postes |des clients )seulement;
(was |is |has been |a ete |est )(postponed|deferred|put off|reporte|reportee|differe|differee|repousse|repoussee);
(was |is |has been )(postponed|deferred|put off) (to|until|till) (tomorrow|later|next week|a later date);
(a ete |est )(reporte|reportee|differe|differee|repousse|repoussee) (a )(demain|plus tard|la semaine prochaine);
unfinished; not finished; half; a moitie; pas (fini|finie|terminee); pending; waiting; en attente;
(i |we )(could not|couldn t|cannot|can t) (do|test|check|verify|complete)( it| this| that); (i |we |had )no access;
(je n ai |on n a |nous n avons |n a )pas pu (faire|tester|verifier|controler|terminer); pas d acces;
pas pu (faire|tester|verifier|controler|terminer); (i |we )forgot; to (check|verify|test|do|redo);
(i |we )(did not|didn t) (do|test|check|verify)( it| this| that); not yet; pas encore;
(is |still )(in progress|ongoing); (est |encore |toujours )en cours;
(je ne l ai|on ne l a|nous ne l avons|je n ai|on n a) pas fait( ca| cela);
(done |installed |carried out )(on )(the )wrong (appliance|one|node|machine);
(fait |faite |installe |installee )(sur )(la )mauvaise (appliance|machine);
(fait |faite |installe |installee )sur le mauvais( noeud| serveur);
(sur )(le )mauvais serveur; (i |we )forgot (it|to do it); (i |we )(had )no time;
(je n ai|on n a|nous n avons|n ai|n a) pas (ose|voulu)( le faire| la faire| y toucher); pas ose( le faire| y toucher);
(je n ai |on n a |nous n avons |n ai |n a )pas (eu )(le )(courage|cran)( de le faire| d y toucher);
(fait |faite |installe |installee )sur (l autre|l autre appliance|l autre serveur|l autre noeud);
(done |installed |carried out )on the other (one|appliance|node|server);
(j ai |on a |nous avons )(prefere|choisi) (de )ne pas (le faire|la faire|y toucher);
(i |we )(did not|didn t) (dare|want to)( do it| do this| to do it| touch it);
(i |we )(did not have|didn t have|had not|lacked) the (courage|nerve)( to do it);
(i |we )(preferred|chose) not to( do it| do this| touch it);
(i |we )(am |are |was |were )waiting for (the |a )(vendor|support|call back|callback)( to call back| to answer);
(on |j |nous )(attend|attends|attendons) (le |la |l |un |une )(rappel|retour|reponse)( du fournisseur| du support);
(on |j |nous )(attend|attends|attendons) (le |la )(fournisseur|support);
en attente du (fournisseur|support|rappel|retour);
(n a pas ete|n est pas|pas encore|pas|non|pas pu etre) (teste|testee|verifie|verifiee|controle|controlee);
(pas|je n ai pas|nous n avons pas|on n a pas) (eu )(le )temps; (j ai |on a |a ete )(oublie|oubliee); incomplet;
incomplete; (a moitie|partiellement|en partie) (fait|faite|termine|terminee);
(n a pas ete|n est pas|pas encore|pas|non|pas pu etre) (fait|faite|realise|realisee);
(n a pas ete|n est pas|pas encore|pas|non|pas pu etre) (effectue|effectuee|termine|terminee);
(a ete )(saute|sautee|omis|omise); (was |is )not (compared|looked at|seen by anybody|seen by anyone); unseen;
nobody (looked|saw it|checked);
(pas|non) (compare|comparee|comparees|regarde|regardee|vu|vue);
sans (regarder|verifier|verification|controle|controler|tester|comparer); (verifie |signe |fait )a l aveugle;
(remis|remise|repousse|repoussee) (a )(demain|plus tard|la semaine prochaine|la prochaine fenetre);
(laisse|laissee) (de cote|tel quel|telle quelle|en l etat|en plan); left (as it is|as it was|undone|aside);
(left|kept) (for|until|till) (tomorrow|later|next week); (laisse|laissee) pour (demain|plus tard); rien fait;
(rien n a|rien n a ete) (fait|teste|verifie); nothing (was |has been )(done|tested|checked);
(on a |j ai |nous avons )saute (cette etape|celle ci|ca); (i |we )skipped (it|this|this one|this step);
(l installation |la mise a jour |la synchro )tourne (encore|toujours);
(the |le )(result|resultat) (is |was |est )(not seen|unknown|inconnu|pas vu|non vu); (pas|non) vu (le )resultat;
(i |we )(did not|didn t|have not) (check|checked|look|looked|verify|verified|test|tested)( it| the result);
(on |je |nous )(n a|n ai|n avons) (pas|rien) (verifie|controle|regarde|teste);
without (looking|checking|testing|comparing); (vu|vue|verifie|controle) par personne; (i |we )(was |were )not there;
(je n etais|on n etait|nous n etions) pas (la|present|sur place); personne n a (regarde|vu|verifie|controle)
"""
_AGAIN = """
(i |we |you |they )(will|ll|shall|must|should|need to|needs to|have to|has to|to|going to) (be )(_TRY);
(retry|try again|redo) (later|tomorrow);
(on |je |nous |il faudra |il faut |reste )(a )(_ESSAI);
(sera|seront) (refait|refaite|repris|reprise|retente|retentee);
(sera|seront) (fait|faite) (plus tard|demain); reste a faire; todo;
(still |has yet |yet |needs )to be (checked|verified|tested|confirmed|done|completed|finished|redone);
(needs |requires )(checking|testing|verification); (check|verify|test) (later|tomorrow);
(reste |encore |est )a (verifier|controler|tester|confirmer|terminer|finir|completer|faire|refaire);
(sera|seront) (verifie|verifiee|controle|controlee|teste|testee|confirme|confirmee)( plus tard| demain);
(sera|seront) (regularise|regularisee|complete|completee|rempli|remplie)( plus tard| demain);
(verifier|controler|tester) (plus tard|demain)
"""
# When it is gone on with; who is asked, and what they are to do.
_LATER_ON = """
tomorrow; later; next week; next night; in the next window; the next night; demain; plus tard; demain soir;
demain matin; la nuit prochaine; la semaine prochaine; lundi; monday; dans la prochaine fenetre
"""
_SUPPLIERS = (
    "fournisseur; support; support du fournisseur; vendor; supplier; hotline; assistance; prestataire; helpdesk"
)
_CALLS_BACK = """
rappeler; repondre; corriger; intervenir; regarder; call back; call us back; answer; get back to us; get back; fix it;
look into it; look at it; come back to us; call
"""
# By themselves alone: "done later because of the queue" says why, and that it was done.
_PUT_OFF = """
(was |is )done (later|tomorrow); (est |a ete )(fait|faite) (plus tard|demain);
(on |nous |je )(finit|finira|finirai|finirons|termine|terminera|terminerai|terminerons) (_WHEN);
(i |we )(will |ll |shall )(finish|complete)( it) (_WHEN); to be finished (_WHEN);
(the |le |la )(_SUPPLIER) (doit|va|devrait|must|has to|will|is to|should) (nous |me )(_CALLS);
(the |le |la )(_SUPPLIER) (doit|va|devrait|must|has to|will|is to|should) (nous |me )(_CALLS) (_WHEN);
(the |le |la )(_SUPPLIER) (nous |me )(rappelle|rappellera|repondra|regardera);
(the |le |la )(_SUPPLIER) (nous |me )(rappelle|rappellera|repondra|regardera) (_WHEN);
(the |le |la )(_SUPPLIER) n a pas (encore )(rappele|repondu); (the |le |la )(_SUPPLIER) ne (repond|rappelle) pas;
(the )(_SUPPLIER) (did not|didn t|has not|hasn t|does not|doesn t) (call|called) back;
(the )(_SUPPLIER) (did not|didn t|has not|hasn t|does not|doesn t) (answer|answered|reply|replied);
(no|still no) (answer|reply|call back|news) from (the )(_SUPPLIER);
(pas |pas eu |toujours pas )(de )(reponse|rappel|retour|nouvelles) (du|de la|de l) (_SUPPLIER)
"""
# That the time did not suffice, and that one goes on: told together, for each alone may be of the night.
_NOT_IN_TIME = """
(pas|non|n est pas|n a pas ete) (fini|finie|termine|terminee) (a l heure|a temps|dans les temps|ce soir|cette nuit);
(is |was |has )not (been )(finished|completed|done) (on time|in time|tonight|by the end);
(wasn t|isn t|hasn t been) (finished|completed|done) (on time|in time|tonight|by the end)
"""
_GOES_ON = """
(on |nous |je )(continue|continuera|continuerons|reprend|reprendra|reprendrons|poursuit|poursuivra) (_WHEN);
(suite|reprise) (_WHEN); (i |we )(will |ll |shall )(continue|go on|carry on|resume) (_WHEN);
(to be )continued (_WHEN); (i |we )(continue|resume|go on) (_WHEN)
"""
# Nobody looked: what is taken for granted was not done as it is asked.
_GUESSED = """
assumed; presumed; supposed; guessed; i (assume|guess|suppose|presume)( so| it); (i am |i m )not sure; unsure;
(assumed|presumed) (ok|done|good|fine); not certain; suppose; supposee; presume; presumee; je suppose; on
suppose; je pense; pas sur; pas sure; pas certain; pas certaine; (suppose|supposee|presume|presumee)
(fait|faite|bon|ok);
i think so; probably( ok| fine| done); je crois; sans doute( ok| bon| fait); probablement( ok| bon| fait);
should be (ok|okay|fine|good|done); devrait (etre )(ok|bon|bonne|fait|faite|aller)
"""
# Nor is a time one that was made up, or a signature one of that time.
_MADE_UP = """
backdated; antedated; antidated; from memory;
(filled in|signed|written|written down|entered|completed) (afterwards|from memory)( next day| next morning);
(filled in|signed|written|written down|entered|completed) (on )(the )next (day|morning); time approx; approx time;
copied from (a|b|the other one|the other appliance); (copie|copiee|recopie|recopiee) (de|sur|depuis) (a|b|l autre);
copied from (last time|the last time);
(the |this )time (is |was )(a )(guess|guessed|estimated|approximate|invented|made up|unknown); approximate time;
(l |cette )(heure )(au pif|au hasard|au doigt mouille); copie colle; copy paste; copy pasted; copied and pasted;
antidate; antidatee; de memoire; (rempli|remplie|signe|signee|ecrit|ecrite|note|notee|saisi|saisie) apres coup;
(rempli|remplie|signe|signee|ecrit|ecrite|note|notee|saisi|saisie) (de memoire|le lendemain)( matin); apres coup;
(l )heure approx;
(l |cette )heure (notee |mise |ecrite |remplie )de memoire;
(case |cases )(coche|cochee|cochees|signe|signee|rempli|remplie) (d avance|a l avance); (signe|rempli) avant l heure;
(box |boxes )(ticked|signed|filled in) (in advance|beforehand);
(l |cette )heure (est )(approximative|estimee|inventee|supposee|inconnue|au hasard); recopie de la derniere fois
"""
# Of a witness who is named beside it.
_UNSEEN = """
(signed |done )without (a |any |the )(witness|second person); unwitnessed; not witnessed;
(there was )no (witness|second person)( there| present| available); (signed |fait |faite )sans (le )temoin;
(il n y avait )(pas de|aucun) temoin( present| disponible| sur place);
(the |le )(witness|temoin|second person) _AWAY; (nobody|no one) else (was )(there|present|around|available);
(il n y avait )personne d autre( sur place| present| la); personne (n etait )avec moi
"""
_TRY = """
retry; retried; try again; tried again; redo; redone; repeat it; repeated; do it again; do it later; do it tomorrow;
done again; done later; done tomorrow; do tomorrow; do later; do this tomorrow; do this later;
finish tomorrow; finish later; finish it tomorrow; finish it later
"""
_ESSAI = """
reessaiera; reessayera; reessaierai; reessaierons; reessayer; retentera; retenter; refera; referai; referons; refaire;
recommencera; recommencer; reprendra; reprendre; fera plus tard; fera demain; faire plus tard; faire demain
"""
_REFUSED = """
(is |was |has been )(refused|rejected|declined|denied|withdrawn);
(decision |we said |on a dit )(no go|nogo|pas de go)( decided| decide| annonce| announced| said| given| donne);
(a ete |est )(refuse|refusee|rejete|rejetee|retire|retiree);
(is |was |has been )not (approved|released|granted|ratified|agreed);
(n est |n a )(pas|non) (ete )(approuve|approuvee|accorde|accordee|ratifie|ratifiee|libere|liberee);
(still |is |is still )(awaiting|waiting for|pending) (the |an )(approval|release|answer|decision|go|confirmation);
(still |is |is still )(waiting|pending|awaited); not yet; pas encore; (toujours |encore |est |reste )en attente;
(toujours |encore )en attente (de |d |du )(l |la |sa |son )(accord|validation|reponse|decision|go|approbation);
(still |yet |has yet )to be (approved|confirmed|released|granted|signed);
(reste |encore |est )a (approuver|confirmer|valider|signer|accorder); accord a venir; approval to (come|follow);
(_GO )(was |is |has been |a ete |est )(refused|denied|withdrawn|retracted|postponed|refuse|retire|reporte|suspendu);
no go ahead; pas de (feu vert|accord); (the )(permission|leave) (was )(refused|denied|withdrawn); veto; forbidden;
(was |is )not (authorised|authorized|allowed|permitted|decided);
(n est |n a )pas (ete )(autorise|autorisee|decide|decidee); non (autorise|autorisee|decide|decidee); interdit;
(was |is )on hold; (decision |is )pending; (will )decide (it )tomorrow;
(i |we )(stop|stopped|abort|aborted)( here| now| it| the change); (i |we )decided to stop; stop;
(on )(a )(arrete|arretons)( tout)( ici| la); (on )(a decide|decide) d arreter; arret;
(was |is |a ete |est )(aborted|cancelled|canceled|annule|annulee|abandonne); abort;
_ONE (said no|says no|refused|refuses|a refuse|refuse|a dit non|dit non); en suspens; sous reserve; under reserve;
with reservations; conditional; (was |is |a ete |est )(reporte|reportee|postponed|put off|deferred);
_ONE (did not agree|didn t agree|does not agree|disagreed|disagrees|objected|objects);
_ONE (was |is )against( it);
_ONE (n est pas d accord|n etait pas d accord|contre|est contre|etait contre|s y oppose); pas d accord;
sans (l |son )accord;
(despite|against) (the |his |her )(refusal|advice|no); (malgre|contre) (le |l |son )(refus|avis|non);
_ONE (wanted to|wants to) stop; _ONE (voulait|veut|voudrait) (s )arreter; (go )(forced|force|passe en force);
passage en force; (there was |there is )no (answer|reply); (pas de|aucune) reponse;
(there is |there was )no (approval|agreement|release)( yet| given);
(approval|release|accord) (is |est )(missing|manquant);
(l )accord (n est )(pas|non|pas encore|jamais) (ecrit|recu|donne|arrive|signe|parvenu);
(l )(accord |autorisation )(est )(perime|perimee|expire|expiree|caduc|caduque);
(the )(approval |release )(has |is )expired;
(pas|non) (encore )(recu|donne|arrive|parvenu); not (yet )(received|given|arrived);
(signature )(tomorrow|demain|to come|to follow|a venir); (l )ancien accord; (the )old approval;
(for|of) another change; (d |pour )un autre changement;
(the )(approval|release) (was |is |has )not (yet )(been )(received|given|written|come|arrived|signed);
nobody (has )(agreed|approved|answered|released it|said go|was asked|asked); (was )not asked( for); pas demande;
personne n a (repondu|approuve|valide|donne son accord|ete consulte); unsigned;
(n est )(pas|non) signe( par le valideur);
(was )(signed|signe) (for|pour) _INITIALS;
(was )(signed|signe) (by |par )(_INITIALS )(for|pour|on behalf of|au nom de) _INITIALS;
(signed|signe) (on (his|her|their) behalf|for (him|her|them)|in (his|her|their) (name|place|absence));
(signed|signe) (a sa place|en son (nom|absence)|pour (lui|elle))
"""
_WHY = """
with; because; due; again; twice; error; during; for lack; avec; car; a cause; encore; deux fois; erreur; pendant;
faute; par manque
"""
# Words that may say how it ended, that something else is meant, or that it was meant to be so.
_ENDED = """
ok; okay; works; worked; done; fixed; solved; resolved; succeeded; success; successful; passed; then; afterwards;
finally;
now; first; 1st; second; 2nd; third; 3rd; initially; retried; repeated; restarted; after; before; until; fine; good;
well;
went; through; yes; expected; planned; purpose; should; normal; old; if; unless; case; needed; no; none; nothing;
without;
never; zero; nobody; only; except; part; partly; already; earlier; once; reussi; reussie; fonctionne; marche; resolu;
resolue; corrige; corrigee; refait; refaite; puis; ensuite; finalement; enfin; maintenant; premier; premiere; 1er; 1ere;
deuxieme; 2e; seconde; 2eme; apres; avant; bon; bien; fait; faite; repris; reprise; relance; relancee; attendu;
attendue;
prevu; prevue; expres; ancien; ancienne; si; sauf; besoin; cas; aucun; aucune; sans; jamais; rien; seulement; partie;
deja; oui; initialement; passe; passee
"""
_MAY_COME = "if; unless; case; needed; necessary; si; sauf; besoin; cas; necessaire"
_SLIP = "mistake; error; accident; erreur; inadvertance"  # by which a box was ticked
_GIVE = "go; released; approved; granted; ratified; agreed; libere; liberee; approuve; approuvee; accorde"
_ELSEWHERE = "next; pass; hop; other; each; prochain; prochaine; passage; passe; autre; chaque"


def _listed(text: str) -> tuple[str, ...]:
    return tuple(filter(None, (one.strip() for one in text.replace("\n", " ").split(";"))))


def any_of(text: str) -> str:
    """A pattern for one of these texts; a bracket that begins or ends with a blank may be left out."""
    one = "|".join(re.sub(r"(\((?: [^()]*|[^()]* )\))", r"\1?", each) for each in _listed(text))
    return f"(?:{one})"


_INITIALS = r"(?!(?:ok|all|now|it|us) |(?:ok|all|now|it|us)$)[a-z]{2,3}"
_SUBJECT = f"(?:{any_of(_SUBJECTS)} )?"
_FILLED = {"_TRY": _TRY, "_ESSAI": _ESSAI, "_WHEN": _LATER_ON, "_SUPPLIER": _SUPPLIERS, "_CALLS": _CALLS_BACK}


def _filled(text: str) -> str:
    """Such a list with others in the places that are named in it."""
    return re.sub("|".join(_FILLED), lambda found: "|".join(_listed(_FILLED[found[0]])), text)


_TRIED, _LATER_DONE = _filled(_AGAIN), _filled(_PUT_OFF)
_BUT = "(?!(?:not|pas|never|jamais|no|none|nothing|nobody|aucune?|rien|0|zero|old|ancien|ancienne) )"
_BEFORE = rf"(?:{_BUT}\S+ ){{0,3}}?"
# What is done in steps, and that it was.
_ACTS = (
    "rupture|separation|bascule|mise a jour|mise a niveau|installation|sauvegarde|redemarrage|appairage|synchro|"
    "synchronisation|test|verification|capture|etape|restauration|export|import|arret|activation|desactivation|breaking|"
    "break|split|failover|update|upgrade|install|backup|restart|reboot|pairing|sync|check|screenshot|step|restore|"
    "shutdown"
)
# That somebody could not, or did not, do what the step is about.
_COULD_NOT = (
    r"(?:impossible|incapable) (?:de|d|to)|(?:je n ai |on n a |nous n avons |n ai |n a )?pas (?:pu|ose|voulu|reussi a)|"
    r"(?:je ne suis |on n est |nous ne sommes )?pas (?:parvenue?s?|arrivee?s?) a|"
    r"(?:i |we )?(?:could not|couldn t|cannot|can t|(?:am |are |was |were )?(?:not able|unable) to|failed to|"
    r"(?:did not|didn t) (?:dare|dare to|manage to|want to))"
)
_TO_DO = (
    "rompre|couper|separer|installer|sauvegarder|redemarrer|synchroniser|appairer|tester|verifier|controler|"
    "mettre a jour|basculer|desactiver|activer|arreter|exporter|importer|supprimer|restaurer|telecharger|copier|"
    "break|split|install|back up|restart|reboot|"
    "sync|synchronise|pair|test|check|verify|update|upgrade|switch|disable|enable|stop|export|"
    "import|restore|download|copy"
)
_OBJECT = r"(?: (?:it|this|that|la|le|les|l|the|cette|ce)(?: (?!old|ancien|autre|other)\S+){0,2})?"
_PUT = (
    r"(?:i |we |it |j ai |on a )?(?:was |were |a ete |est )?(?:done|installed|carried out|executed|run|started|"
    r"updated|faite?|installee?|effectuee?|executee?|realisee?|lancee?)"
)
# What happened, in a clause of its own: "hung at 60 %", "keys differ", "40 of 100 still pending", "paired anyway".
_HAPPENED = "|".join(
    (
        rf"{_BEFORE}(?:hung|hangs|froze|frozen|stuck|bloquee?|figee?|plantee?)(?: up)?(?: (?:at|a) \d+(?: \S+)?)?",
        r"(?:the |les |la |le )?(?:keys?|checksums?|sums?|hash(?:es)?|sha256|fingerprints?|cles?|sommes?|empreintes?)"
        r" (?:are |sont |est |is )?(?:differ|differs|different|differents?|differentes?|do not match|don t match|"
        r"does not match|doesn t match|did not match|didn t match|ne correspond(?:ent)? pas|mismatch)",
        rf"{_BEFORE}(?:anyway|regardless|quand meme|malgre tout)",
        r"(?:error|erreur)(?: code)? \d+",
        rf"(?:the |la |le |l )?(?:{_ACTS})(?: de [ab]| of [ab])? (?:(?:is |was |est |etait |s est averee )?impossible|"
        r"(?:is |was )?not possible|(?:est |a ete |was |is )?(?:refusee?|refused|denied))(?: (?:ce soir|tonight))?",
        rf"(?:{_COULD_NOT}) (?:l |le |la |les )?(?:{_TO_DO}){_OBJECT}",
        r"(?:fini|finie|terminee?|done|finished|installed|installee?) (?:seulement|only) (?:a|at|to) \d{1,2}",
        rf"{_PUT} (?:sur|on) (?:\S+ ){{1,4}}(?:par (?:erreur|megarde|inadvertance)|by (?:mistake|accident)|in error)",
        r"(?:the |la |l |a |une )?(?:backup|sauvegarde|screenshot|capture|snapshot|instantane|checksums?|sommes?|hash|"
        r"empreinte|empreintes) (?:is |was |were |est |a ete |sont )?(?:missing|lost|absente?|manquante?|perdue?|"
        r"(?:not|non|pas) (?:compared|checked|made|taken|saved|comparees?|verifiees?|faite?s?|prise?s?))",
        rf"{_BEFORE}(?:did not|didn t|would not|wouldn t|could not|couldn t|cannot|can t|does not|doesn t)"
        r" (?:connect|start|boot|come up|complete|finish|sync|load|pair|come back)",
        rf"{_BEFORE}(?:ne (?:se connecte(?:nt)?|demarre(?:nt)?|s est) pas(?: connectee?| lancee?)?|"
        r"n (?:a|ont) pas (?:demarre|abouti|pu se connecter))",
        rf"(?:{_BUT}\S+ ){{0,5}}?still (?:pending|missing|offline|failing|waiting|running|queued|hanging)",
        rf"(?:{_BUT}\S+ ){{0,5}}?encore (?:en attente|hors ligne|manquante?s?|absente?s?)",
    )
)
_NOT_SO = f"{_FAILED.replace('_INITIALS', _INITIALS)};{_UNDONE};{_GUESSED};{_MADE_UP}"
_FAULT = re.compile(
    f"{_SUBJECT}(?:{any_of(_NOT_SO)}(?P<more> {any_of(_WHY)}(?: .*)?)?|{any_of(_LATER_DONE)})|{_HAPPENED}"
)
_LATE, _ONWARDS = re.compile(f"{_SUBJECT}{any_of(_NOT_IN_TIME)}"), re.compile(any_of(_filled(_GOES_ON)))
_BY = r" (?:said |given |dit |dite |donne )?(?:by|from|par|de)(?: \S+){1,3}"
_LEAVE = "(?:the |le |l )?(?:go|go ahead|feu vert|approval|release|accord)"
_SOMEBODY = r"(?!(?:nobody|none|noone|personne|aucun|nul|nothing|rien|not|no|pas|0|zero) )\S+"
_REFUSING = _REFUSED.replace("_GO", _LEAVE).replace("_ONE", _SOMEBODY).replace("_INITIALS", _INITIALS)
_REFUSAL = re.compile(f"{_SUBJECT}{any_of(_REFUSING)}(?:(?P<more> {any_of(_WHY)}(?: .*)?)|(?P<by>{_BY}))?")
_LATER = re.compile(f"{_SUBJECT}{any_of(_TRIED)}(?P<more> .*)?")
SAY_MORE, _CONDITIONS, _OTHERS, _GIVEN, _SLIPS = (
    frozenset(_listed(text)) for text in (_ENDED, _MAY_COME, _ELSEWHERE, _GIVE, _SLIP)
)


@lru_cache(maxsize=10_000)
def says_not_done(note: str) -> bool:
    """Whether a note says that a step was not done, failed, or is to be done again, and nothing of how it ended."""
    if note.strip() in _CROSSES:
        return True
    if not note or len(note) > LONGEST or "?" in note:
        return False
    clauses = clauses_of(note)
    faults, later, others = [], [], []
    unfinished = any(map(_LATE.fullmatch, clauses)) and any(map(_ONWARDS.fullmatch, clauses))
    for clause in filter(None, clauses):
        if fault := _FAULT.fullmatch(clause):
            faults.append(fault["more"] or "")
        elif again := _LATER.fullmatch(clause):
            later.append(again["more"] or "")
        else:
            others.append(clause)
    if any(clause.isdigit() for clause in others) or not SAY_MORE.isdisjoint(words_of((*others, *faults))):
        return False
    if not _CONDITIONS.isdisjoint(words_of(later)):
        return False
    return bool(faults) or unfinished or (bool(later) and _OTHERS.isdisjoint(words_of(later)))


# Of the witness, by this word or by initials; and, as all that is said, that nobody else was there.
_AWAY = """
(was not|wasn t|is not|isn t|not) (there|here|present|available|around|in the room|at the screen);
(was |is )(absent|away|missing|asleep|gone|unavailable|ill|sick|busy|busy elsewhere|on holiday|on leave);
(was |is )(on|at|in) (a |another |the |his |her )(break|lunch|toilet); (was |is )on another call;
(had |has )(left|gone)( early| already| home| before| before it); (had |has )already (left|gone)( home); saw nothing;
(only )(arrived|came|joined) (only )(later|afterwards|too late);
(did not|didn t|could not|couldn t) (see|look|watch|follow|attend)( it| anything| this| the screen| at it);
signed (it )(afterwards|later|blind|blindly|next day|the next day|this morning|in the morning|the morning after);
signed (it )without (looking|seeing it|watching|being there);
(will|must|has to|still has to|still to|to) sign( later| tomorrow);
(was )(only )(told|informed|called) (by phone |by mail )(afterwards|later|next day|the next day);
(n etait |n est )pas (la|ici|present|presente|sur place|disponible|devant l ecran);
(etait |est )(absent|absente|parti|partie|deja parti|deja partie|indisponible|malade);
(etait |est )(occupe|occupee)( ailleurs); (etait |est )en (pause|conge|conges|vacances);
(est )(arrive|arrivee|venu|venue) (apres|plus tard|trop tard); n a (rien|pas) (vu|regarde|suivi|assiste);
n a pas pu (voir|regarder|suivre|venir); signera( demain| plus tard); signe (demain|plus tard);
(est |etait )(parti|partie) avant; (est |etait )en reunion; (was |is )in (a |another )meeting; dort; dormait;
(was )sleeping;
(est |etait )injoignable; (n est |n etait )pas (joignable|au courant|informe|informee|prevenu|prevenue);
n a pas repondu;
(was |is )(not reached|unreachable); (was |is )not (reachable|informed|told|asked); (could not|couldn t) be reached;
(did not|didn t) answer; confirmed (it )(later|afterwards)( by phone| by mail); doit (encore )signer;
(a )signe (apres coup|apres|le lendemain|plus tard|ce matin|sans regarder|sans voir|a l aveugle);
(a ete )(prevenu|prevenue|informe|informee) (apres|plus tard|le lendemain)
"""
_WITHOUT_WITNESS = re.compile(any_of(_UNSEEN.replace("_AWAY", any_of(_AWAY))))
_THE_WITNESS = re.compile(
    rf"(?:(?:i |j ai )?(?:signed|signe) (?:for|pour)|without|sans) (?P<absent>\S+)|(?P<who>\S+) {any_of(_AWAY)}"
)
# That the witness came back, or watched from elsewhere.
_SAW_WORDS = """
back returned until retour revenu revenue jusqu phone telephone tel teams zoom visio video remote distance
"""
_SAW = frozenset(_SAW_WORDS.split())
_ALONE = """
(i |we )(was |did it |did this |done )(alone|all alone|on my own|by myself);
(j etais |fait |faite |je l ai fait |j ai fait ca )(tout seul|toute seule|seul|seule)
"""
_NOBODY_ELSE = re.compile(any_of(_ALONE))


@lru_cache(maxsize=10_000)
def says_unseen(note: str, witness: str) -> bool:
    """Whether a note says that no witness was there, or that the one who is named saw nothing: `sans témoin`."""
    if not note or len(note) > LONGEST or "?" in note:
        return False
    clauses = [clause for clause in clauses_of(note) if clause]
    if not _SAW.isdisjoint(words_of(clauses)):
        return False
    return (
        any(map(_WITHOUT_WITNESS.fullmatch, clauses))
        or _is_away(clauses, witness)
        or (len(clauses) == 1 and _NOBODY_ELSE.fullmatch(clauses[0]) is not None)
    )


@lru_cache(maxsize=10_000)
def says_away(note: str, who: str) -> bool:
    """Whether a note says that somebody, by these initials, was not there: `TL asleep` beside what TL signed."""
    if not note or not who or len(note) > LONGEST or "?" in note:
        return False
    clauses = [clause for clause in clauses_of(note) if clause]
    return _SAW.isdisjoint(words_of(clauses)) and _is_away(clauses, who)


def _is_away(clauses: Sequence[str], who: str) -> bool:
    away = (found["who"] or found["absent"] for clause in clauses if (found := _THE_WITNESS.fullmatch(clause)))
    return any(normal_initials(one) == normal_initials(who) for one in away)


_BY_HAND_OF = re.compile(
    r"(?:it )?(?:was |a ete )?(?:(?P<signed>signed|signee?)|done|carried out|installed|decided|faite?|effectuee?|"
    r"installee?|decidee?) (?:by |par )?(?P<who>\S+)(?: alone| seule?)?"
)


@lru_cache(maxsize=10_000)
def says_by_another(note: str, by: str, witness: str) -> str:
    """Who did it, or signed it, by a note that says so and does not name who signed: `done by AB` beside what CM
    signed; "" where it says nothing of that. A witness signs, too."""
    if not note or not by or len(note) > LONGEST or "?" in note:
        return ""
    clauses = clauses_of(note)
    found = next((one for clause in clauses if (one := _BY_HAND_OF.fullmatch(clause))), None)
    if found is None:
        return ""
    hands = (by, "we", witness) if found["signed"] else (by, "we")
    named = {normal_initials(word) for word in words_of(clauses)}
    return "" if named & set(map(normal_initials, hands)) else normal_initials(found["who"])


def _says_one(pattern: re.Pattern[str], note: str) -> bool:
    """Whether a clause of a note, which asks nothing, is one of these."""
    return "?" not in note and any(map(pattern.fullmatch, clauses_of(note)))


# Of what is struck out or left blank: that it was done or tried all the same.
_DONE = """
(was |has been |is )(done|carried out|completed|finished|taken|restored|rolled back|reverted|undone);
(we |i )did( it);
(we |i )(went|rolled|had to go|had to roll) back( to the old version| to the old one); (all |everything )restored;
(a ete |est )(fait|faite|effectue|effectuee|realise|realisee|termine|terminee|execute|executee);
(a ete |est )(restaure|restauree|restaures|restaurees|retabli|retablie|retablis|retablies);
(fait |effectue |il y a eu )(un )retour arriere( fait| effectue);
(on est |je suis |nous sommes )(revenus|revenu) en arriere;
(the |from )snapshot (was |is )restored; (snapshot|instantane) (a ete |est )restaure;
(tout |tout est )(restaure|retabli); restaure; (was |it )(tried|attempted|begun|started|failed);
(est |a ete )en echec;
(a ete )(essaye|essayee|tente|tentee|commence|commencee|entame|entamee); (a )echoue; echec;
(the |this )(way back|rollback) (was )(taken|done|tried|begun); rollback;
(we are |on est )back on (a|b|the old version)
"""
_THIS = "it; this; this step; that; ca; cela; c; cette etape; l etape"
_DID = re.compile(
    rf"(?:{any_of(_THIS)} )?{any_of(_DONE)}"
    r"(?: (?:at|a|on|le|by|par|vers|about|around|env|environ)(?: \S+){1,4}| \d\S*(?: \S+){0,3})?"
)
_AS_OK = re.compile(r"[✓✔☑✅√👍]\ufe0f?|\bo\.k\b", re.IGNORECASE)
_APPLIES_NOT = re.compile(r"\b(?:n ?[/.] ?a|s ?[/.] ?o)\b")
# A tick in words, with nothing but when and by whom.
_TICK = re.compile(r"(?:it s |c est |all |tout |tout est )?(?:ok|okay|o k|yes|oui|checked|verifiee?)(?![a-z0-9])")
_WHEN_TICKED = r"(?:(?:at|a|on|le|vers) )?(?:\d{1,2}h?(?: ?\d{2})?h?|\d+ \d+(?: \d+)*)"
_WHO_TICKED = r"(?:(?:by|par) )?(?!non?\b|pas\b|na\b)[a-z]{1,3}"
_WHEN_OR_WHO = re.compile(rf"{_WHEN_TICKED}(?: {_WHO_TICKED})?|{_WHO_TICKED}(?: {_WHEN_TICKED})?")
_NEEDLESS = re.compile(
    r"\b(?:(?:not|pas|non|never|jamais) (?:needed|necessary|required|taken|used|done|begun|tried|necessaires?|requise?|"
    r"utilisee?|prise?|faite?|besoin)|unused|needless|inutile|without|sans|no (?:need|rollback|way back))\b"
)


@lru_cache(maxsize=10_000)
def says_done(note: str) -> bool:
    """Whether a note says that a step was done or tried: `done at 00:30`, `failed`; and not that it was needless."""
    if not note or len(note) > LONGEST:
        return False
    return not any(map(_NEEDLESS.search, clauses_of(note))) and _says_one(_DID, note)


@lru_cache(maxsize=10_000)
def says_ticked(note: str) -> bool:
    """Whether a note is a tick, or one in words (`ok`, `ok 23h10 – CM`), and nothing else."""
    if not note or len(note) > LONGEST or "?" in note or _APPLIES_NOT.search(_plain(note)):
        return False
    first, *others = [*filter(None, clauses_of(_AS_OK.sub(" ok ", note)))] or [""]
    ticked = _TICK.match(first)
    rest = [first[ticked.end() :].strip(), *others] if ticked else [first]
    return ticked is not None and all(map(_WHEN_OR_WHO.fullmatch, filter(None, rest)))


# Of somebody's leave, or of what people tell each other: that it was not given or told. What failed may be the change.
_UNSAID = """
(this )(was |is |has been )not (yet )(done|carried out|told|said|sent|announced|given);
(i |we )forgot( it| this| to do it);
(j ai |on a |a ete )(oublie|oubliee); (i |we )(did not|didn t) (do|tell|send|say)( it| this| anybody| them);
(n a pas ete|n est pas|pas encore|pas|non) (fait|faite|dit|dite|envoye|envoyee|annonce|annoncee|donne|donnee);
nobody (was )told; personne n a ete (prevenu|prevenue|informe|informee); personne (prevenu|informe); (was )skipped;
(the )(users|people|clients|team|staff|others) (were |was )not (yet )(told|informed|warned|called);
(told|informed) nobody; personne (n etait |ne savait |n est )au courant; nobody knew( about it| of it);
(the )(mail|e mail|message) (was )sent (the )next day;
(the )(mail|e mail|message) (was )sent too late;
(l |le |un )(mail|e mail|message|courriel|annonce) (est )(parti|partie|envoye|envoyee) trop tard;
(l |le |un )(mail|e mail|message|courriel|annonce) (est )(parti|partie|envoye|envoyee) le lendemain;
not (yet )(informed|warned|called)( yet); (was |is )not sent yet;
no (mail|e mail|message|announcement)( was sent| sent);
(the )(mail|e mail|message|announcement) (was |has been )not (yet )(sent|made|written)( yet);
(l |le |un )(mail|e mail|message|annonce) (n a )(pas|non|pas encore) (ete )(envoye|envoyee|parti|fait|faite);
(les |ils |elles )(utilisateurs )(n ont |n a )(pas|non) (ete )(prevenu|prevenue|prevenus|prevenues|informes);
(i |we )forgot to (tell|send|announce|write|call)( it| them| the mail);
(to be|will be|still to be) (done|sent|told)( later);
(sera|seront) (fait|faite|envoye|envoyee|annonce|annoncee)( plus tard| demain);
(reste |encore )a (faire|envoyer|annoncer|dire|prevenir);
(i |we )will (do|send|tell)( it| them)( later| tomorrow); (roll )not called
"""
_NOT_SAID = re.compile(any_of(_UNSAID))
# That it was told in another way, or of something else.
_OTHERWISE_WORDS = """
phone phoned telephone tel teams chat sms radio mail mailed call called told said sent announced informed warned orally
spoken voice oral oralement voix vive haut appel appele appeles dit dite envoye envoyee prevenu prevenus prevenue
informe informes annonce affiche
"""
_OTHERWISE = frozenset(_OTHERWISE_WORDS.split())


@lru_cache(maxsize=10_000)
def says_unsaid(note: str) -> bool:
    """Whether a note says that leave was not given, or something not told: `not done`, `personne n’a été prévenu`."""
    clauses = clauses_of(note) if note and len(note) <= LONGEST else []
    others = [clause for clause in clauses if not _NOT_SAID.fullmatch(clause)]
    return len(others) < len(clauses) and "?" not in note and (SAY_MORE | _OTHERWISE).isdisjoint(words_of(others))


# That one went on without them.
_REGARDLESS = """
(i |we )(started|began|went on|went ahead|continued|carried on|proceeded|did it) (anyway|regardless|all the same);
(i |we )(started|began|went on|went ahead|continued|carried on|proceeded) without (waiting|an answer|_WHO);
(i |we )(did not|didn t) wait;
(on |nous |j )(a |ai |avons )(commence|continue|demarre|poursuivi|avance|lance) (quand meme|malgre tout|tout de meme);
(on |nous |j )(a |ai |avons )(commence|continue|demarre|poursuivi|avance|lance) sans (attendre|reponse|_WHO);
(on |nous |je )n (a|avons|ai) pas attendu; on n attend pas
"""
# Of a roll call: that somebody was not there.
_ABSENCES = """
_WHO (is |are |was |were )(missing|absent|away|unreachable|sick|ill); _WHO did(n t| not) (come|answer|pick up|show up);
_WHO (is |are |was |were )not (yet )(there|here|present|reachable|available)( yet);
_WHO (could not|couldn t) be reached; (could not|couldn t) reach _WHO; (_WHO )no show;
_WHO (est |sont |etait |etaient )(absent|absente|absents|injoignable|injoignables|indisponible|malade|parti|partie);
_WHO (n est |ne sont |n etait )pas (encore )(la|present|presente|presents|joignable|arrive|arrivee|venu|venue);
_WHO (manque|manquent|ne repond pas|n a pas repondu); (all|everybody|everyone|all there) except _WHO;
(tous|toutes|tout le monde) sauf _WHO;
(not|pas) (all|everybody|everyone|tous|toutes|tout le monde)( there| here| la| presents);
(not|pas) (complete|complet|au complet); (nobody|no one|noone) (is |was )(there|here|came|answered);
personne (n est |n etait )(la|venu|present)
"""
_WHO = (
    r"(?!(?:nobody|none|noone|no|not|pas|never|personne|aucune?|nul|0|zero) )"
    r"(?:(?:one|two|three|une?|deux|trois|\d+) )?\S+"
)
_ABSENT = re.compile(any_of(_ABSENCES).replace("_WHO", _WHO))
_WENT_ON = re.compile(any_of(_REGARDLESS).replace("_WHO", _WHO))


def _said_in(note: str) -> list[str]:
    """The clauses of a note that asks nothing."""
    return [*filter(None, clauses_of(note))] if len(note) <= LONGEST and "?" not in note else []


@lru_cache(maxsize=10_000)
def says_alone(note: str) -> bool:
    """Whether a note says that somebody could not be asked, and that one went on all the same: `HN injoignable, on a
    commencé quand même`."""
    clauses = _said_in(note)
    return any(map(_WENT_ON.fullmatch, clauses)) and any(map(_ABSENT.fullmatch, clauses)) and says_absent(note)


@lru_cache(maxsize=10_000)
def says_absent(note: str) -> bool:
    """Whether a note says that somebody did not answer the roll call, and nothing else but that one went on without
    them: `AB absent`, `tous sauf TL`, `could not reach AB, started anyway`."""
    clauses = _said_in(note)
    others = [clause for clause in clauses if not _WENT_ON.fullmatch(clause)]
    return bool(others) and all(map(_ABSENT.fullmatch, others))


# Of what was ticked or signed; of a correction it is the reason.
_BY_MISTAKE = """
(signed|ticked|checked|marked) (by mistake|in error|by error|by accident); wrong (box|row|line);
(signe|signee|coche|cochee) par (erreur|inadvertance); mauvaise (case|ligne)
"""
_MISTAKEN = re.compile(any_of(_BY_MISTAKE))


@lru_cache(maxsize=10_000)
def says_mistaken(note: str) -> bool:
    """Whether a note says that a step was ticked or signed by mistake: `wrong line`."""
    return bool(note) and len(note) <= LONGEST and _says_one(_MISTAKEN, note)


# Of a step for the whole site: on one appliance of two alone.
_HALF = """
(done |tested |checked |installed |ok )only (on )(a|b); only (done |tested |checked |installed )(on )(a|b)( done| ok);
(done |tested |checked |installed |ok )on (a|b) only; (all |done |ok )(but|except) (on )(a|b);
(not|failed|skipped|ko) (done |tested |checked |installed )on (a|b); (a|b) (was )(failed|skipped|ko|not done|not ok);
(fait |faite |teste |verifie |ok )(seulement|uniquement) (sur )(a|b); (fait |faite |ok )sauf (sur )(a|b);
(fait |faite |teste |verifie |ok )sur (a|b) (seulement|uniquement);
(pas|non|echec|ko|saute) (fait |faite |teste |verifie )sur (a|b);
(a|b) (a echoue|en echec|pas fait|pas faite|pas ok|non fait|saute)
"""
_ON_ONE = re.compile(any_of(_HALF))


@lru_cache(maxsize=10_000)
def says_half_done(note: str) -> bool:
    """Whether a note says that something was done on one appliance of two alone: `fait sur A seulement`, `B failed`."""
    if len(note) > LONGEST or "?" in note:
        return False
    clauses = clauses_of(note)
    found = [_ON_ONE.fullmatch(clause) is not None for clause in clauses]
    others = (clause for clause, half in zip(clauses, found, strict=True) if not half)
    return any(found) and SAY_MORE.isdisjoint(words_of(others) - {"ok", "done", "fait", "faite"})


_RESTART = "(?:restarted|rebooted|restart|reboot|redemarree?|redemarrer|relancee?|rebootee?)"
_POWER = (
    r"(?:coupee? (?:le |l )?(?:courant|alimentation)|force (?:le |un )redemarrage|"
    r"power cycled?|power cycling|hard reset|powered (?:it |off)|debranchee?|reset)"
)
_HAND = (
    r"(?:we|i|on|nous|j|je|he|she|they|manually|manuellement|by hand|a la main|had to|forced?|force|"
    r"was|were|been|a ete|ete)"
)
_BY_HAND = re.compile(
    rf"\b{_POWER}\b|\b{_HAND}\b.*\b{_RESTART}\b|\b{_RESTART}\b.* (?:manually|manuellement|by hand|a la main)\b"
    rf"|^{_RESTART}(?: (?:it|the|l|la|le|once|twice|appliance)\b.*)?$"
)
_BY_ITSELF = re.compile(
    r"\b(?:itself|automatically|tout seul|toute seule|meme|automatiquement|not|never|pas|jamais|no|until|when|while|"
    r"jusqu|quand|nobody|personne)\b"
)


@lru_cache(maxsize=10_000)
def says_restarted(note: str) -> bool:
    """Whether a note says that somebody restarted an appliance: never while a Base or a package is being installed."""
    clauses = clauses_of(note[:LONGEST])
    return any(_BY_HAND.search(clause) and not _BY_ITSELF.search(clause) for clause in clauses)


@lru_cache(maxsize=10_000)
def says_refused(note: str) -> bool:
    """Whether a note says that leave was not given: `no-go`, `refused`, `non`, and nothing of how it ended."""
    if is_answer(note.strip(" .!").casefold(), "no"):
        return True
    if not note or len(note) > LONGEST or "?" in note:
        return False
    clauses = clauses_of(note)
    found = [(clause, _REFUSAL.fullmatch(clause)) for clause in filter(None, clauses)]
    others = [clause for clause, refusal in found if not refusal]
    hands = [refusal["by"] for _clause, refusal in found if refusal and refusal["by"]]
    if not SAY_MORE.isdisjoint(words_of((*others, *hands))) or not _SLIPS.isdisjoint(words_of(hands)):
        return False
    if any(clause.isdigit() for clause in others):
        return False
    return len(others) < len(found) and _GIVEN.isdisjoint(words_of(others))


def clauses_of(note: str) -> list[str]:
    """What stands between commas, dots and the like: its words alone, one blank between them."""
    return [" ".join(_WORDS.findall(clause)) for clause in _CLAUSES.split(_plain(note))]


def words_of(texts: Iterable[str]) -> set[str]:
    """All words of some clauses."""
    return {word for text in texts for word in text.split()}


def _plain(text: str) -> str:
    return without_marks(text).replace("’", " ").replace("'", " ")
