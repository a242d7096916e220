// One evaluation in shards, by Nextflow (DSL 2):
//
//   nextflow run shards.nf --words 'photos --labels labels.csv --model model.onnx' --shards 4
//
// Written to Nextflow's documentation; unlike shards.smk it is run by no test. Every node must see the folder
// that this is started in. What failed is run again with -resume.

params.homeground = 'homeground'
params.words = null
params.shards = 4
params.dir = 'shards'
params.out = 'homeground-out'

process plan {
    output:
    val true

    script:
    """
    cd '${launchDir}'
    ${params.homeground} shards plan ${params.words} --shards ${params.shards} --out '${params.dir}'
    """
}

process run {
    errorStrategy 'retry'
    maxRetries 2

    input:
    tuple val(planned), val(shard)

    output:
    val shard

    script:
    """
    cd '${launchDir}'
    ${params.homeground} shards run '${params.dir}' ${shard} --threads ${task.cpus} --quiet
    """
}

process join {
    input:
    val shards

    script:
    """
    cd '${launchDir}'
    ${params.homeground} shards join '${params.dir}' --out '${params.out}'
    """
}

workflow {
    planned = plan()
    done = run(planned.combine(Channel.of(1..params.shards)))
    join(done.collect())
}
