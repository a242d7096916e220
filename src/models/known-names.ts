/**
 * Names that people use for one thing: common and scientific ones, and abbreviations. Written for this
 * program from general knowledge of animals, blood cells and everyday things; anybody may use it (CC0).
 * `--taxonomy FILE` adds others.
 *
 * A line a thing: its names with `=` between, `<` and what it is a kind of behind them.
 */
const NAMES = `
empty = blank = none = nothing = no animal = background = misfire = false trigger = leer = vide
unknown = unidentified = unclassified = indeterminate = cannot tell = unsure
animal = unknown animal = unidentified animal = unspecified animal = wildlife = fauna
human = person = people = pedestrian = homo sapiens = human camera trapper = hiker = man = woman
child = kid = boy = girl < human
worker < human
rider < human
cyclist = bicyclist < rider
motorcyclist < rider
vehicle = motor vehicle
car = automobile < vehicle
truck = lorry < vehicle
van = minivan < vehicle
bus = coach < vehicle
motorcycle = motorbike < vehicle
bicycle = bike = cycle = push bike
airplane = aeroplane = plane = aircraft
boat
ship = vessel < boat
traffic light = traffic signal = stoplight
fire hydrant = hydrant
yield = give way
road = street = roadway
sidewalk = pavement = footpath
vegetation = greenery
tree < vegetation
backpack = rucksack = knapsack
umbrella = parasol
handbag = purse
tie = necktie
suitcase = luggage
frisbee = flying disc
tennis racket = tennis racquet = racket
wine glass = wineglass = glass of wine
cup = mug
donut = doughnut
hot dog = hotdog
toilet = wc
couch = sofa = settee
tv = television = tv monitor = tvmonitor = tv set
laptop = notebook computer
remote = remote control
keyboard = computer keyboard
cell phone = mobile phone = cellphone = mobile = smartphone
microwave = microwave oven
refrigerator = fridge
hair drier = hair dryer = hairdryer = blow dryer
teddy bear = teddy
trash = garbage = rubbish = litter = refuse
helmet = hard hat = hardhat = safety helmet
vest = safety vest = hi vis vest
dining table = diningtable
potted plant = pottedplant = houseplant
normal = good = ok = no defect = no finding = no tumor = no disease = healthy = negative
anomalous = anomaly = defect = defective = abnormal = bad

dog = domestic dog = canis familiaris = canis lupus familiaris
puppy < dog
cat = domestic cat = felis catus = house cat
kitten < cat
wildcat = european wildcat = felis silvestris = wild cat
cow = cattle = domestic cattle = bos taurus
sheep = domestic sheep = ovis aries
lamb < sheep
goat = domestic goat = capra hircus = capra aegagrus hircus
horse = domestic horse = equus caballus = equus ferus caballus
foal < horse
donkey = ass = equus asinus = equus africanus asinus
pig = domestic pig = sus domesticus = sus scrofa domesticus
chicken = domestic chicken = gallus gallus domesticus = hen = rooster
wild boar = boar = sus scrofa = wild pig = feral hog = wild hog

deer = cervid = cervidae
red deer = cervus elaphus < deer
roe deer = roe = european roe deer = capreolus capreolus < deer
fallow deer = dama dama < deer
sika deer = cervus nippon < deer
white tailed deer = whitetail = odocoileus virginianus < deer
mule deer = odocoileus hemionus < deer
moose = eurasian elk = alces alces = alces americanus < deer
elk = wapiti = cervus canadensis < deer
reindeer = caribou = rangifer tarandus < deer
muntjac = reeves muntjac = muntiacus reevesi < deer
chamois = rupicapra rupicapra
ibex = alpine ibex = capra ibex
mouflon = ovis gmelini = ovis musimon
bison = american bison = bison bison
european bison = wisent = bison bonasus
fox
red fox = vulpes vulpes < fox
arctic fox = vulpes lagopus < fox
gray fox = grey fox = urocyon cinereoargenteus < fox
wolf = gray wolf = grey wolf = canis lupus
coyote = canis latrans
jackal
golden jackal = canis aureus < jackal
black backed jackal = lupulella mesomelas = canis mesomelas < jackal
raccoon dog = nyctereutes procyonoides
raccoon = racoon = procyon lotor
badger
european badger = eurasian badger = meles meles < badger
american badger = taxidea taxus < badger
honey badger = ratel = mellivora capensis
otter
eurasian otter = european otter = lutra lutra < otter
marten
pine marten = european pine marten = martes martes < marten
beech marten = stone marten = martes foina < marten
weasel = least weasel = mustela nivalis
stoat = ermine = mustela erminea
polecat = european polecat = mustela putorius
wolverine = gulo gulo
skunk = striped skunk = mephitis mephitis
opossum = virginia opossum = didelphis virginiana
lynx
eurasian lynx = lynx lynx < lynx
iberian lynx = lynx pardinus < lynx
canada lynx = lynx canadensis < lynx
bobcat = lynx rufus < lynx
puma = cougar = mountain lion = puma concolor
jaguar = panthera onca
ocelot = leopardus pardalis
bear
brown bear = grizzly = grizzly bear = ursus arctos < bear
black bear = american black bear = ursus americanus < bear
polar bear = ursus maritimus < bear
hare
european hare = brown hare = lepus europaeus < hare
mountain hare = lepus timidus < hare
rabbit = european rabbit = oryctolagus cuniculus
squirrel
red squirrel = eurasian red squirrel = sciurus vulgaris < squirrel
gray squirrel = grey squirrel = eastern gray squirrel = sciurus carolinensis < squirrel
hedgehog = european hedgehog = erinaceus europaeus
beaver = eurasian beaver = castor fiber = castor canadensis
marmot = alpine marmot = marmota marmota
mouse
rat = brown rat = rattus norvegicus

lion = panthera leo
leopard = panthera pardus
snow leopard = panthera uncia
tiger = panthera tigris
cheetah = acinonyx jubatus
sea lion
hyena = hyaena
spotted hyena = spotted hyaena = crocuta crocuta < hyena
striped hyena = striped hyaena = hyaena hyaena < hyena
brown hyena = brown hyaena = parahyaena brunnea < hyena
african wild dog = painted dog = lycaon pictus
elephant
african elephant = african bush elephant = african savanna elephant = loxodonta africana < elephant
asian elephant = elephas maximus < elephant
giraffe = giraffa camelopardalis
zebra
plains zebra = burchells zebra = equus quagga = equus burchellii < zebra
grevys zebra = equus grevyi < zebra
mountain zebra = equus zebra < zebra
rhinoceros = rhino
black rhinoceros = black rhino = diceros bicornis < rhinoceros
white rhinoceros = white rhino = ceratotherium simum < rhinoceros
hippopotamus = hippo = hippopotamus amphibius
buffalo = african buffalo = cape buffalo = syncerus caffer
wildebeest = gnu = blue wildebeest = connochaetes taurinus
hartebeest = alcelaphus buselaphus
impala = aepyceros melampus
gazelle
thomsons gazelle = eudorcas thomsonii < gazelle
grants gazelle = nanger granti < gazelle
eland = common eland = taurotragus oryx = tragelaphus oryx
kudu = greater kudu = tragelaphus strepsiceros
waterbuck = kobus ellipsiprymnus
bushbuck = tragelaphus scriptus
warthog = common warthog = phacochoerus africanus
bushpig = potamochoerus larvatus
baboon = olive baboon = papio anubis = chacma baboon = papio ursinus
vervet = vervet monkey = chlorocebus pygerythrus
porcupine = crested porcupine = hystrix cristata = cape porcupine = hystrix africaeaustralis
aardvark = orycteropus afer
ostrich = struthio camelus
guineafowl = guinea fowl = helmeted guineafowl = numida meleagris
secretary bird = secretarybird = sagittarius serpentarius

bird = aves
crow = carrion crow = corvus corone
jay = eurasian jay = garrulus glandarius < bird
magpie = eurasian magpie = pica pica < bird
blackbird = common blackbird = turdus merula < bird
robin = european robin = erithacus rubecula < bird
great tit = parus major < bird
blue tit = eurasian blue tit = cyanistes caeruleus < bird
house sparrow = passer domesticus < bird
chaffinch = common chaffinch = fringilla coelebs < bird
starling = common starling = sturnus vulgaris < bird
mallard = anas platyrhynchos < bird
pheasant = common pheasant = phasianus colchicus < bird
buzzard = common buzzard = buteo buteo < bird
gray heron = grey heron = ardea cinerea < bird
wood pigeon = common wood pigeon = columba palumbus < bird
turkey = wild turkey = meleagris gallopavo < bird

white blood cell = leukocyte = leucocyte = wbc
red blood cell = erythrocyte = rbc
platelet = thrombocyte = plt = platelets
neutrophil = neutrophile = neutrophilic granulocyte = neu = neut < granulocyte
segmented neutrophil = neutrophil segmented = neutrophil segment = sne = seg = polymorphonuclear < neutrophil
band neutrophil = neutrophil band = stab = bne < neutrophil
eosinophil = eosinophile = eosinophilic granulocyte = eos = eo < granulocyte
basophil = basophile = basophilic granulocyte = baso = ba < granulocyte
lymphocyte = lymph = lym = ly
monocyte = mono = mon = mo
granulocyte
immature granulocyte = ig < granulocyte
promyelocyte = pmy < immature granulocyte
myelocyte = my < immature granulocyte
metamyelocyte = mmy < immature granulocyte
erythroblast = normoblast = nucleated red blood cell = nrbc = erb
smudge cell = smudge
`;

/** What a name stands for: one thing of the table, and what that is a kind of. */
export interface KnownThing {
  readonly names: readonly string[];
  /** The thing that it is a kind of; null for none that the table has. */
  readonly kindOf: string | null;
}

const THINGS: readonly KnownThing[] = NAMES.trim()
  .split("\n")
  .filter((line) => line.trim() !== "")
  .map((line) => {
    const [own = "", kindOf] = line.split("<").map((part) => part.trim());
    return { names: own.split("=").map((name) => name.trim()), kindOf: kindOf ?? null };
  });

const BY_NAME: ReadonlyMap<string, KnownThing> = new Map(
  THINGS.flatMap((thing) => thing.names.map((name) => [name, thing] as const)),
);

/**
 * The thing that a name stands for; null for none that is known.
 *
 * @param name in lower case, without accents, one blank between words
 */
export function knownThing(name: string): KnownThing | null {
  return BY_NAME.get(name) ?? null;
}

/** Whether a thing is a kind of another one, over any number of steps. */
export function isKindOf(thing: KnownThing, wider: KnownThing): boolean {
  const above = thing.kindOf === null ? null : knownThing(thing.kindOf);
  return above !== null && (above === wider || isKindOf(above, wider));
}
