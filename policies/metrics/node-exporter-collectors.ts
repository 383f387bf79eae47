import type { Family } from './exporter.ts';

const words = (text: string): readonly string[] => text.split(' ');

/**
 * What the collectors that are on by default tell beside what is asked for here (node_exporter v1.12.1, collector/fixtures/e2e-output.txt without the
 * collectors that are registered as `defaultDisabled`). Counters of the kernel that the exporter passes on by name have no type.
 */
export const defaultCollectors: readonly Family[] = [
  {
    type: 'counter',
    labels: [],
    names: words(
      'node_intr_total node_ipvs_connections_total node_ipvs_incoming_bytes_total node_ipvs_incoming_packets_total ' +
        'node_ipvs_outgoing_bytes_total node_ipvs_outgoing_packets_total node_kernel_hung_tasks_total ' +
        'node_network_receive_packets_total node_network_transmit_packets_total node_nfs_connections_total ' +
        'node_nfs_rpc_authentication_refreshes_total node_nfs_rpc_retransmissions_total node_nfs_rpcs_total ' +
        'node_nfsd_connections_total node_nfsd_disk_bytes_read_total node_nfsd_disk_bytes_written_total ' +
        'node_nfsd_file_handles_stale_total node_nfsd_read_ahead_cache_not_found_total node_nfsd_reply_cache_hits_total ' +
        'node_nfsd_reply_cache_misses_total node_nfsd_reply_cache_nocache_total node_nfsd_server_rpcs_total ' +
        'node_pressure_io_stalled_seconds_total node_pressure_irq_stalled_seconds_total node_pressure_memory_stalled_seconds_total',
    ),
  },
  {
    type: 'counter',
    labels: ['backing_device', 'uuid'],
    names: words(
      'node_bcache_bypassed_bytes_total node_bcache_cache_bypass_hits_total node_bcache_cache_bypass_misses_total ' +
        'node_bcache_cache_hits_total node_bcache_cache_miss_collisions_total node_bcache_cache_misses_total ' +
        'node_bcache_cache_readaheads_total',
    ),
  },
  {
    type: 'counter',
    labels: ['cache_device', 'uuid'],
    names: words('node_bcache_metadata_written_bytes_total node_bcache_written_bytes_total'),
  },
  {
    type: 'counter',
    labels: ['channel', 'controller', 'csrow', 'dimm_label'],
    names: words('node_edac_channel_correctable_errors_total node_edac_channel_uncorrectable_errors_total'),
  },
  {
    type: 'counter',
    labels: ['controller'],
    names: words('node_edac_correctable_errors_total node_edac_uncorrectable_errors_total'),
  },
  {
    type: 'counter',
    labels: ['controller', 'csrow'],
    names: words('node_edac_csrow_correctable_errors_total node_edac_csrow_uncorrectable_errors_total'),
  },
  {
    type: 'counter',
    labels: ['core', 'package'],
    names: words('node_cpu_core_throttles_total'),
  },
  {
    type: 'counter',
    labels: ['cpu'],
    names: words(
      'node_schedstat_running_seconds_total node_schedstat_timeslices_total node_schedstat_waiting_seconds_total ' +
        'node_softnet_cpu_collision_total node_softnet_dropped_total node_softnet_flow_limit_count_total node_softnet_processed_total ' +
        'node_softnet_received_rps_total node_softnet_times_squeezed_total',
    ),
  },
  {
    type: 'counter',
    labels: ['cpu', 'mode'],
    names: words('node_cpu_guest_seconds_total'),
  },
  {
    type: 'counter',
    labels: ['data_type', 'device', 'operation', 'uuid'],
    names: words('node_bcachefs_device_io_done_bytes_total'),
  },
  {
    type: 'counter',
    labels: ['device'],
    names: words(
      'node_disk_discard_time_seconds_total node_disk_discarded_sectors_total node_disk_discards_completed_total ' +
        'node_disk_discards_merged_total node_disk_flush_requests_time_seconds_total node_disk_flush_requests_total ' +
        'node_disk_io_time_weighted_seconds_total node_disk_reads_merged_total node_disk_writes_merged_total ' +
        'node_network_carrier_changes_total node_network_carrier_down_changes_total node_network_carrier_up_changes_total ' +
        'node_network_receive_compressed_total node_network_receive_fifo_total node_network_receive_frame_total ' +
        'node_network_receive_multicast_total node_network_receive_nohandler_total node_network_transmit_carrier_total ' +
        'node_network_transmit_colls_total node_network_transmit_compressed_total node_network_transmit_fifo_total ' +
        'node_tape_io_others_total node_tape_io_time_seconds_total node_tape_read_bytes_total node_tape_read_time_seconds_total ' +
        'node_tape_reads_completed_total node_tape_residual_total node_tape_write_time_seconds_total node_tape_writes_completed_total ' +
        'node_tape_written_bytes_total node_xfs_allocation_btree_compares_total node_xfs_allocation_btree_lookups_total ' +
        'node_xfs_allocation_btree_records_deleted_total node_xfs_allocation_btree_records_inserted_total ' +
        'node_xfs_block_map_btree_compares_total node_xfs_block_map_btree_lookups_total node_xfs_block_map_btree_records_deleted_total ' +
        'node_xfs_block_map_btree_records_inserted_total node_xfs_block_mapping_extent_list_compares_total ' +
        'node_xfs_block_mapping_extent_list_deletions_total node_xfs_block_mapping_extent_list_insertions_total ' +
        'node_xfs_block_mapping_extent_list_lookups_total node_xfs_block_mapping_reads_total node_xfs_block_mapping_unmaps_total ' +
        'node_xfs_block_mapping_writes_total node_xfs_directory_operation_create_total node_xfs_directory_operation_getdents_total ' +
        'node_xfs_directory_operation_lookup_total node_xfs_directory_operation_remove_total ' +
        'node_xfs_extent_allocation_blocks_allocated_total node_xfs_extent_allocation_blocks_freed_total ' +
        'node_xfs_extent_allocation_extents_allocated_total node_xfs_extent_allocation_extents_freed_total ' +
        'node_xfs_inode_operation_attempts_total node_xfs_inode_operation_attribute_changes_total ' +
        'node_xfs_inode_operation_duplicates_total node_xfs_inode_operation_found_total node_xfs_inode_operation_missed_total ' +
        'node_xfs_inode_operation_reclaims_total node_xfs_inode_operation_recycled_total node_xfs_read_calls_total ' +
        'node_xfs_vnode_active_total node_xfs_vnode_allocate_total node_xfs_vnode_get_total node_xfs_vnode_hold_total ' +
        'node_xfs_vnode_reclaim_total node_xfs_vnode_release_total node_xfs_vnode_remove_total node_xfs_write_calls_total',
    ),
  },
  {
    type: 'counter',
    labels: ['device', 'port'],
    names: words(
      'node_infiniband_legacy_data_received_bytes_total node_infiniband_legacy_data_transmitted_bytes_total ' +
        'node_infiniband_legacy_multicast_packets_received_total node_infiniband_legacy_multicast_packets_transmitted_total ' +
        'node_infiniband_legacy_packets_received_total node_infiniband_legacy_packets_transmitted_total ' +
        'node_infiniband_legacy_unicast_packets_received_total node_infiniband_legacy_unicast_packets_transmitted_total ' +
        'node_infiniband_link_downed_total node_infiniband_link_error_recovery_total node_infiniband_multicast_packets_received_total ' +
        'node_infiniband_multicast_packets_transmitted_total node_infiniband_port_constraint_errors_received_total ' +
        'node_infiniband_port_constraint_errors_transmitted_total node_infiniband_port_data_received_bytes_total ' +
        'node_infiniband_port_data_transmitted_bytes_total node_infiniband_port_discards_received_total ' +
        'node_infiniband_port_discards_transmitted_total node_infiniband_port_errors_received_total ' +
        'node_infiniband_port_packets_received_total node_infiniband_port_packets_transmitted_total ' +
        'node_infiniband_port_transmit_wait_total node_infiniband_unicast_packets_received_total ' +
        'node_infiniband_unicast_packets_transmitted_total',
    ),
  },
  {
    type: 'counter',
    labels: ['device', 'type', 'uuid'],
    names: words('node_bcachefs_device_io_errors_total'),
  },
  {
    type: 'counter',
    labels: ['error'],
    names: words('node_nfsd_rpc_errors_total'),
  },
  {
    type: 'counter',
    labels: ['error_type', 'uuid'],
    names: words('node_bcachefs_errors_total'),
  },
  {
    type: 'counter',
    labels: ['fc_host'],
    names: words(
      'node_fibrechannel_dumped_frames_total node_fibrechannel_error_frames_total node_fibrechannel_fcp_packet_aborts_total ' +
        'node_fibrechannel_invalid_crc_total node_fibrechannel_invalid_tx_words_total node_fibrechannel_link_failure_total ' +
        'node_fibrechannel_loss_of_signal_total node_fibrechannel_loss_of_sync_total node_fibrechannel_nos_total ' +
        'node_fibrechannel_rx_frames_total node_fibrechannel_rx_words_total node_fibrechannel_seconds_since_last_reset_total ' +
        'node_fibrechannel_tx_frames_total node_fibrechannel_tx_words_total',
    ),
  },
  {
    type: 'counter',
    labels: ['index', 'path'],
    names: words('node_rapl_core_joules_total node_rapl_package_joules_total'),
  },
  {
    type: 'counter',
    labels: ['method', 'proto'],
    names: words('node_nfs_requests_total node_nfsd_requests_total'),
  },
  {
    type: 'counter',
    labels: ['package'],
    names: words('node_cpu_package_throttles_total'),
  },
  {
    type: 'counter',
    labels: ['proto'],
    names: words('node_nfsd_packets_total'),
  },
  {
    type: 'counter',
    labels: ['protocol'],
    names: words('node_nfs_packets_total'),
  },
  {
    type: 'counter',
    labels: ['type', 'uuid'],
    names: words('node_bcachefs_btree_writes_total'),
  },
  {
    type: 'counter',
    labels: ['uuid'],
    names: words(
      'node_bcache_cache_read_races_total node_bcachefs_accounting_key_to_wb_slowpath_total node_bcachefs_bkey_pack_pos_fail_total ' +
        'node_bcachefs_btree_cache_cannibalize_lock_fail_total node_bcachefs_btree_cache_cannibalize_lock_total ' +
        'node_bcachefs_btree_cache_cannibalize_total node_bcachefs_btree_cache_cannibalize_unlock_total ' +
        'node_bcachefs_btree_cache_reap_total node_bcachefs_btree_cache_scan_total node_bcachefs_btree_key_cache_fill_total ' +
        'node_bcachefs_btree_node_alloc_total node_bcachefs_btree_node_compact_total node_bcachefs_btree_node_free_total ' +
        'node_bcachefs_btree_node_merge_attempt_total node_bcachefs_btree_node_merge_total node_bcachefs_btree_node_read_total ' +
        'node_bcachefs_btree_node_rewrite_total node_bcachefs_btree_node_set_root_total node_bcachefs_btree_node_split_total ' +
        'node_bcachefs_btree_node_write_total node_bcachefs_btree_path_relock_fail_total node_bcachefs_btree_path_upgrade_fail_total ' +
        'node_bcachefs_btree_reserve_get_fail_total node_bcachefs_bucket_alloc_fail_total node_bcachefs_bucket_alloc_from_stripe_total ' +
        'node_bcachefs_bucket_alloc_total node_bcachefs_bucket_discard_fast_total node_bcachefs_bucket_discard_fast_worker_total ' +
        'node_bcachefs_bucket_discard_total node_bcachefs_bucket_discard_worker_total node_bcachefs_bucket_invalidate_total ' +
        'node_bcachefs_cached_ptr_drop_total node_bcachefs_copygc_total node_bcachefs_copygc_wait_obsolete_total ' +
        'node_bcachefs_data_read_bounce_total node_bcachefs_data_read_fail_and_poison_total node_bcachefs_data_read_hole_total ' +
        'node_bcachefs_data_read_inline_total node_bcachefs_data_read_narrow_crcs_fail_total node_bcachefs_data_read_narrow_crcs_total ' +
        'node_bcachefs_data_read_nopromote_already_promoted_total node_bcachefs_data_read_nopromote_congested_total ' +
        'node_bcachefs_data_read_nopromote_may_not_total node_bcachefs_data_read_nopromote_total ' +
        'node_bcachefs_data_read_nopromote_unwritten_total node_bcachefs_data_read_promote_total node_bcachefs_data_read_retry_total ' +
        'node_bcachefs_data_read_reuse_race_total node_bcachefs_data_read_split_total node_bcachefs_data_read_total ' +
        'node_bcachefs_data_update_fail_total node_bcachefs_data_update_in_flight_total node_bcachefs_data_update_key_fail_total ' +
        'node_bcachefs_data_update_key_total node_bcachefs_data_update_no_io_total node_bcachefs_data_update_noop_obsolete_total ' +
        'node_bcachefs_data_update_pred_total node_bcachefs_data_update_read_total node_bcachefs_data_update_start_fail_obsolete_total ' +
        'node_bcachefs_data_update_total node_bcachefs_data_update_useless_write_fail_total node_bcachefs_data_update_write_total ' +
        'node_bcachefs_data_write_total node_bcachefs_error_throw_total node_bcachefs_evacuate_bucket_total node_bcachefs_fsync_total ' +
        'node_bcachefs_gc_gens_end_total node_bcachefs_gc_gens_start_total node_bcachefs_journal_full_total ' +
        'node_bcachefs_journal_reclaim_finish_total node_bcachefs_journal_reclaim_start_total ' +
        'node_bcachefs_journal_res_get_blocked_total node_bcachefs_journal_write_total node_bcachefs_open_bucket_alloc_fail_total ' +
        'node_bcachefs_reconcile_btree_total node_bcachefs_reconcile_clear_scan_total node_bcachefs_reconcile_data_total ' +
        'node_bcachefs_reconcile_phys_total node_bcachefs_reconcile_scan_device_total node_bcachefs_reconcile_scan_fs_total ' +
        'node_bcachefs_reconcile_scan_inum_total node_bcachefs_reconcile_scan_metadata_total ' +
        'node_bcachefs_reconcile_scan_pending_total node_bcachefs_reconcile_set_pending_total node_bcachefs_sectors_alloc_total ' +
        'node_bcachefs_stripe_alloc_total node_bcachefs_stripe_create_fail_total node_bcachefs_stripe_create_total ' +
        'node_bcachefs_stripe_delete_total node_bcachefs_stripe_reuse_total node_bcachefs_stripe_update_bucket_total ' +
        'node_bcachefs_stripe_update_extent_fail_total node_bcachefs_stripe_update_extent_total node_bcachefs_sync_fs_total ' +
        'node_bcachefs_trans_blocked_journal_reclaim_total node_bcachefs_trans_restart_btree_node_reused_total ' +
        'node_bcachefs_trans_restart_btree_node_split_total node_bcachefs_trans_restart_fault_inject_total ' +
        'node_bcachefs_trans_restart_injected_total node_bcachefs_trans_restart_iter_upgrade_total ' +
        'node_bcachefs_trans_restart_journal_preres_get_total node_bcachefs_trans_restart_journal_reclaim_total ' +
        'node_bcachefs_trans_restart_journal_res_get_total node_bcachefs_trans_restart_key_cache_key_realloced_total ' +
        'node_bcachefs_trans_restart_key_cache_raced_total node_bcachefs_trans_restart_key_cache_upgrade_total ' +
        'node_bcachefs_trans_restart_mark_replicas_total node_bcachefs_trans_restart_mem_realloced_total ' +
        'node_bcachefs_trans_restart_memory_allocation_failure_total node_bcachefs_trans_restart_relock_after_fill_total ' +
        'node_bcachefs_trans_restart_relock_key_cache_fill_obsolete_total node_bcachefs_trans_restart_relock_next_node_total ' +
        'node_bcachefs_trans_restart_relock_parent_for_fill_obsolete_total node_bcachefs_trans_restart_relock_path_intent_total ' +
        'node_bcachefs_trans_restart_relock_path_total node_bcachefs_trans_restart_relock_total ' +
        'node_bcachefs_trans_restart_split_race_total node_bcachefs_trans_restart_too_many_iters_total ' +
        'node_bcachefs_trans_restart_traverse_total node_bcachefs_trans_restart_upgrade_total ' +
        'node_bcachefs_trans_restart_would_deadlock_recursion_limit_total node_bcachefs_trans_restart_would_deadlock_total ' +
        'node_bcachefs_trans_restart_would_deadlock_write_total node_bcachefs_trans_restart_write_buffer_flush_total ' +
        'node_bcachefs_trans_traverse_all_total node_bcachefs_transaction_commit_total node_bcachefs_write_buffer_flush_slowpath_total ' +
        'node_bcachefs_write_buffer_flush_sync_total node_bcachefs_write_buffer_flush_total ' +
        'node_bcachefs_write_buffer_maybe_flush_total node_bcachefs_write_super_total node_btrfs_commit_seconds_total ' +
        'node_btrfs_commits_total',
    ),
  },
  {
    type: 'gauge',
    labels: [],
    names: words(
      'node_entropy_available_bits node_entropy_pool_size_bits node_exporter_build_info node_memory_Active_anon_bytes ' +
        'node_memory_Active_bytes node_memory_Active_file_bytes node_memory_AnonHugePages_bytes node_memory_AnonPages_bytes ' +
        'node_memory_Bounce_bytes node_memory_CommitLimit_bytes node_memory_Committed_AS_bytes node_memory_DirectMap2M_bytes ' +
        'node_memory_DirectMap4k_bytes node_memory_Dirty_bytes node_memory_HardwareCorrupted_bytes node_memory_HugePages_Free ' +
        'node_memory_HugePages_Rsvd node_memory_HugePages_Surp node_memory_HugePages_Total node_memory_Hugepagesize_bytes ' +
        'node_memory_Inactive_anon_bytes node_memory_Inactive_bytes node_memory_Inactive_file_bytes node_memory_KernelStack_bytes ' +
        'node_memory_Mapped_bytes node_memory_Mlocked_bytes node_memory_NFS_Unstable_bytes node_memory_PageTables_bytes ' +
        'node_memory_SReclaimable_bytes node_memory_SUnreclaim_bytes node_memory_Shmem_bytes node_memory_Slab_bytes ' +
        'node_memory_SwapCached_bytes node_memory_Unevictable_bytes node_memory_VmallocChunk_bytes node_memory_VmallocTotal_bytes ' +
        'node_memory_VmallocUsed_bytes node_memory_WritebackTmp_bytes node_memory_Writeback_bytes node_nf_conntrack_stat_drop ' +
        'node_nf_conntrack_stat_early_drop node_nf_conntrack_stat_found node_nf_conntrack_stat_ignore node_nf_conntrack_stat_insert ' +
        'node_nf_conntrack_stat_insert_failed node_nf_conntrack_stat_invalid node_nf_conntrack_stat_search_restart ' +
        'node_nfsd_read_ahead_cache_size_blocks node_nfsd_server_threads node_sockstat_FRAG6_inuse node_sockstat_FRAG6_memory ' +
        'node_sockstat_FRAG_inuse node_sockstat_FRAG_memory node_sockstat_RAW6_inuse node_sockstat_RAW_inuse node_sockstat_TCP6_inuse ' +
        'node_sockstat_TCP_alloc node_sockstat_TCP_inuse node_sockstat_TCP_mem node_sockstat_TCP_mem_bytes node_sockstat_TCP_orphan ' +
        'node_sockstat_TCP_tw node_sockstat_UDP6_inuse node_sockstat_UDPLITE6_inuse node_sockstat_UDPLITE_inuse ' +
        'node_sockstat_UDP_inuse node_sockstat_UDP_mem node_sockstat_UDP_mem_bytes node_sockstat_sockets_used ' +
        'node_textfile_mtime_seconds node_textfile_scrape_error node_time_zone_offset_seconds',
    ),
  },
  {
    type: 'gauge',
    labels: ['address', 'adminstate', 'broadcast', 'device', 'duplex', 'ifalias', 'operstate'],
    names: words('node_network_info'),
  },
  {
    type: 'gauge',
    labels: ['algorithm', 'uuid'],
    names: words('node_bcachefs_compression_compressed_bytes node_bcachefs_compression_uncompressed_bytes'),
  },
  {
    type: 'gauge',
    labels: ['ana_state', 'device', 'nsid'],
    names: words('node_nvme_namespace_info'),
  },
  {
    type: 'gauge',
    labels: ['backing_device', 'uuid'],
    names: words(
      'node_bcache_dirty_data_bytes node_bcache_dirty_target_bytes node_bcache_writeback_change node_bcache_writeback_rate ' +
        'node_bcache_writeback_rate_integral_term node_bcache_writeback_rate_proportional_term',
    ),
  },
  {
    type: 'gauge',
    labels: [
      'bios_date',
      'bios_release',
      'bios_vendor',
      'bios_version',
      'board_name',
      'board_serial',
      'board_vendor',
      'board_version',
      'chassis_asset_tag',
      'chassis_serial',
      'chassis_vendor',
      'chassis_version',
      'product_family',
      'product_name',
      'product_serial',
      'product_sku',
      'product_uuid',
      'product_version',
      'system_vendor',
    ],
    names: words('node_dmi_info'),
  },
  {
    type: 'gauge',
    labels: ['block_group_type', 'mode', 'uuid'],
    names: words('node_btrfs_allocation_ratio node_btrfs_size_bytes node_btrfs_used_bytes'),
  },
  {
    type: 'gauge',
    labels: ['block_group_type', 'uuid'],
    names: words('node_btrfs_reserved_bytes'),
  },
  {
    type: 'gauge',
    labels: ['board_id', 'device', 'firmware_version', 'hca_type'],
    names: words('node_infiniband_info'),
  },
  {
    type: 'gauge',
    labels: ['bug'],
    names: words('node_cpu_bug_info'),
  },
  {
    type: 'gauge',
    labels: [
      'build_id',
      'id',
      'id_like',
      'image_id',
      'image_version',
      'name',
      'pretty_name',
      'variant',
      'variant_id',
      'version',
      'version_codename',
      'version_id',
    ],
    names: words('node_os_info'),
  },
  {
    type: 'gauge',
    labels: ['cache_device', 'uuid'],
    names: words('node_bcache_io_errors node_bcache_priority_stats_metadata_percent node_bcache_priority_stats_unused_percent'),
  },
  {
    type: 'gauge',
    labels: ['cachesize', 'core', 'cpu', 'family', 'microcode', 'model', 'model_name', 'package', 'stepping', 'vendor'],
    names: words('node_cpu_info'),
  },
  {
    type: 'gauge',
    labels: ['capacity_level', 'manufacturer', 'model_name', 'power_supply', 'serial_number', 'status', 'technology', 'type'],
    names: words('node_power_supply_info'),
  },
  {
    type: 'gauge',
    labels: ['chip', 'chip_name'],
    names: words('node_hwmon_chip_names'),
  },
  {
    type: 'gauge',
    labels: ['chip', 'label', 'sensor'],
    names: words('node_hwmon_sensor_label'),
  },
  {
    type: 'gauge',
    labels: ['chip', 'sensor'],
    names: words(
      'node_hwmon_fan_alarm node_hwmon_fan_beep_enabled node_hwmon_fan_manual node_hwmon_fan_max_rpm node_hwmon_fan_min_rpm ' +
        'node_hwmon_fan_output node_hwmon_fan_pulses node_hwmon_fan_rpm node_hwmon_fan_target_rpm node_hwmon_fan_tolerance ' +
        'node_hwmon_freq_freq_mhz node_hwmon_in_alarm node_hwmon_in_beep_enabled node_hwmon_in_max_volts node_hwmon_in_min_volts ' +
        'node_hwmon_in_volts node_hwmon_intrusion_alarm node_hwmon_intrusion_beep_enabled node_hwmon_pwm_auto_point1_pwm ' +
        'node_hwmon_pwm_auto_point1_temp node_hwmon_pwm_auto_point2_pwm node_hwmon_pwm_auto_point2_temp node_hwmon_pwm_auto_point3_pwm ' +
        'node_hwmon_pwm_auto_point3_temp node_hwmon_pwm_auto_point4_pwm node_hwmon_pwm_auto_point4_temp node_hwmon_pwm_auto_point5_pwm ' +
        'node_hwmon_pwm_auto_point5_temp node_hwmon_pwm_crit_temp_tolerance node_hwmon_pwm_enable node_hwmon_pwm_floor ' +
        'node_hwmon_pwm_mode node_hwmon_pwm_start node_hwmon_pwm_step_down_time node_hwmon_pwm_step_up_time node_hwmon_pwm_stop_time ' +
        'node_hwmon_pwm_target_temp node_hwmon_pwm_temp_sel node_hwmon_pwm_temp_tolerance node_hwmon_pwm_weight_duty_base ' +
        'node_hwmon_pwm_weight_duty_step node_hwmon_pwm_weight_temp_sel node_hwmon_pwm_weight_temp_step ' +
        'node_hwmon_pwm_weight_temp_step_base node_hwmon_pwm_weight_temp_step_tol node_hwmon_temp_celsius ' +
        'node_hwmon_temp_crit_alarm_celsius node_hwmon_temp_crit_celsius node_hwmon_temp_max_celsius',
    ),
  },
  {
    type: 'gauge',
    labels: ['clocksource', 'device'],
    names: words('node_time_clocksource_available_info node_time_clocksource_current_info'),
  },
  {
    type: 'gauge',
    labels: ['cntlid', 'device', 'firmware_revision', 'model', 'serial', 'state'],
    names: words('node_nvme_info'),
  },
  {
    type: 'gauge',
    labels: ['core', 'cpu', 'package'],
    names: words('node_cpu_frequency_hertz'),
  },
  {
    type: 'gauge',
    labels: ['cpu'],
    names: words(
      'node_cpu_isolated node_cpu_scaling_frequency_hertz node_cpu_scaling_frequency_max_hertz node_cpu_scaling_frequency_min_hertz ' +
        'node_softnet_backlog_len',
    ),
  },
  {
    type: 'gauge',
    labels: ['cpu', 'governor'],
    names: words('node_cpu_scaling_governor'),
  },
  {
    type: 'gauge',
    labels: [
      'dev_loss_tmo',
      'fabric_name',
      'fc_host',
      'port_id',
      'port_name',
      'port_state',
      'port_type',
      'speed',
      'supported_classes',
      'supported_speeds',
      'symbolic_name',
    ],
    names: words('node_fibrechannel_info'),
  },
  {
    type: 'gauge',
    labels: ['device'],
    names: words(
      'node_arp_entries node_disk_ata_rotation_rate_rpm node_disk_ata_write_cache node_disk_ata_write_cache_enabled node_disk_io_now ' +
        'node_md_blocks node_md_blocks_synced node_md_degraded node_md_disks_required node_md_raid_disks ' +
        'node_network_address_assign_type node_network_carrier node_network_device_id node_network_dormant node_network_flags ' +
        'node_network_iface_id node_network_iface_link node_network_iface_link_mode node_network_mtu_bytes ' +
        'node_network_name_assign_type node_network_net_dev_group node_network_protocol_type node_network_speed_bytes ' +
        'node_network_transmit_queue_length node_network_up node_tape_io_now',
    ),
  },
  {
    type: 'gauge',
    labels: ['device', 'label', 'state', 'uuid'],
    names: words('node_bcachefs_device_info'),
  },
  {
    type: 'gauge',
    labels: ['device', 'lv_layer', 'lv_name', 'name', 'uuid', 'vg_name'],
    names: words('node_disk_device_mapper_info'),
  },
  {
    type: 'gauge',
    labels: ['device', 'major', 'minor', 'model', 'path', 'revision', 'rotational', 'serial', 'wwn'],
    names: words('node_disk_info'),
  },
  {
    type: 'gauge',
    labels: ['device', 'nsid'],
    names: words(
      'node_nvme_namespace_capacity_bytes node_nvme_namespace_logical_block_size_bytes node_nvme_namespace_size_bytes ' +
        'node_nvme_namespace_used_bytes',
    ),
  },
  {
    type: 'gauge',
    labels: ['device', 'path', 'state'],
    names: words('node_dmmultipath_path_state'),
  },
  {
    type: 'gauge',
    labels: ['device', 'port'],
    names: words('node_infiniband_physical_state_id node_infiniband_rate_bytes_per_second node_infiniband_state_id'),
  },
  {
    type: 'gauge',
    labels: ['device', 'state'],
    names: words('node_md_disks node_md_state'),
  },
  {
    type: 'gauge',
    labels: ['device', 'sysfs_name'],
    names: words(
      'node_dmmultipath_device_active node_dmmultipath_device_paths node_dmmultipath_device_paths_active ' +
        'node_dmmultipath_device_paths_failed node_dmmultipath_device_size_bytes',
    ),
  },
  {
    type: 'gauge',
    labels: ['device', 'sysfs_name', 'uuid'],
    names: words('node_dmmultipath_device_info'),
  },
  {
    type: 'gauge',
    labels: ['device', 'type', 'usage', 'uuid', 'version'],
    names: words('node_disk_filesystem_info'),
  },
  {
    type: 'gauge',
    labels: ['device', 'uuid'],
    names: words(
      'node_bcachefs_device_bucket_size_bytes node_bcachefs_device_buckets node_bcachefs_device_durability ' +
        'node_btrfs_device_size_bytes',
    ),
  },
  {
    type: 'gauge',
    labels: ['flag'],
    names: words('node_cpu_flag_info'),
  },
  {
    type: 'gauge',
    labels: ['id', 'id_like', 'name'],
    names: words('node_os_version'),
  },
  {
    type: 'gauge',
    labels: ['identity', 'name', 'options', 'pretimeout_governor', 'state', 'status'],
    names: words('node_watchdog_info'),
  },
  {
    type: 'gauge',
    labels: ['ip', 'queue'],
    names: words('node_udp_queues'),
  },
  {
    type: 'gauge',
    labels: ['label', 'uuid'],
    names: words('node_btrfs_info'),
  },
  {
    type: 'gauge',
    labels: ['local_address', 'local_mark', 'local_port', 'proto', 'remote_address', 'remote_port'],
    names: words('node_ipvs_backend_connections_active node_ipvs_backend_connections_inactive node_ipvs_backend_weight'),
  },
  {
    type: 'gauge',
    labels: ['master'],
    names: words('node_bonding_active node_bonding_slaves'),
  },
  {
    type: 'gauge',
    labels: ['name'],
    names: words(
      'node_watchdog_access_cs0 node_watchdog_bootstatus node_watchdog_fw_version node_watchdog_nowayout ' +
        'node_watchdog_pretimeout_seconds node_watchdog_timeleft_seconds node_watchdog_timeout_seconds',
    ),
  },
  {
    type: 'gauge',
    labels: ['name', 'type'],
    names: words('node_cooling_device_cur_state node_cooling_device_max_state'),
  },
  {
    type: 'gauge',
    labels: ['power_supply'],
    names: words(
      'node_power_supply_capacity node_power_supply_cyclecount node_power_supply_energy_full node_power_supply_energy_full_design ' +
        'node_power_supply_energy_watthour node_power_supply_online node_power_supply_power_watt node_power_supply_present ' +
        'node_power_supply_voltage_min_design node_power_supply_voltage_volt',
    ),
  },
  {
    type: 'gauge',
    labels: ['state', 'zpool'],
    names: words('node_zfs_zpool_state'),
  },
  {
    type: 'gauge',
    labels: ['type', 'uuid'],
    names: words('node_bcachefs_btree_write_average_size_bytes'),
  },
  {
    type: 'gauge',
    labels: ['type', 'zone'],
    names: words('node_thermal_zone_temp'),
  },
  {
    type: 'gauge',
    labels: ['uuid'],
    names: words(
      'node_bcache_active_journal_entries node_bcache_average_key_size_sectors node_bcache_btree_cache_size_bytes ' +
        'node_bcache_btree_nodes node_bcache_btree_read_average_duration_seconds node_bcache_cache_available_percent ' +
        'node_bcache_congested node_bcache_root_usage_percent node_bcache_tree_depth node_bcachefs_btree_cache_size_bytes ' +
        'node_bcachefs_info node_btrfs_global_rsv_size_bytes node_btrfs_last_commit_seconds node_btrfs_max_commit_seconds',
    ),
  },
  {
    type: 'unknown',
    labels: [],
    names: words(
      'node_netstat_Icmp6_InErrors node_netstat_Icmp6_InMsgs node_netstat_Icmp6_OutMsgs node_netstat_Icmp_InErrors ' +
        'node_netstat_Icmp_InMsgs node_netstat_Icmp_OutMsgs node_netstat_Ip6_InOctets node_netstat_Ip6_OutOctets ' +
        'node_netstat_IpExt_InOctets node_netstat_IpExt_OutOctets node_netstat_Ip_Forwarding node_netstat_TcpExt_ListenDrops ' +
        'node_netstat_TcpExt_ListenOverflows node_netstat_TcpExt_SyncookiesFailed node_netstat_TcpExt_SyncookiesRecv ' +
        'node_netstat_TcpExt_SyncookiesSent node_netstat_TcpExt_TCPOFOQueue node_netstat_TcpExt_TCPRcvQDrop ' +
        'node_netstat_TcpExt_TCPTimeouts node_netstat_Tcp_ActiveOpens node_netstat_Tcp_CurrEstab node_netstat_Tcp_InErrs ' +
        'node_netstat_Tcp_InSegs node_netstat_Tcp_OutRsts node_netstat_Tcp_OutSegs node_netstat_Tcp_PassiveOpens ' +
        'node_netstat_Tcp_RetransSegs node_netstat_Udp6_InDatagrams node_netstat_Udp6_InErrors node_netstat_Udp6_NoPorts ' +
        'node_netstat_Udp6_OutDatagrams node_netstat_Udp6_RcvbufErrors node_netstat_Udp6_SndbufErrors node_netstat_UdpLite6_InErrors ' +
        'node_netstat_UdpLite_InErrors node_netstat_Udp_InDatagrams node_netstat_Udp_InErrors node_netstat_Udp_NoPorts ' +
        'node_netstat_Udp_OutDatagrams node_netstat_Udp_RcvbufErrors node_netstat_Udp_SndbufErrors node_vmstat_pgfault ' +
        'node_vmstat_pgpgin node_vmstat_pgpgout node_vmstat_pswpin node_vmstat_pswpout node_zfs_abd_linear_cnt ' +
        'node_zfs_abd_linear_data_size node_zfs_abd_scatter_chunk_waste node_zfs_abd_scatter_cnt node_zfs_abd_scatter_data_size ' +
        'node_zfs_abd_scatter_order_0 node_zfs_abd_scatter_order_1 node_zfs_abd_scatter_order_10 node_zfs_abd_scatter_order_2 ' +
        'node_zfs_abd_scatter_order_3 node_zfs_abd_scatter_order_4 node_zfs_abd_scatter_order_5 node_zfs_abd_scatter_order_6 ' +
        'node_zfs_abd_scatter_order_7 node_zfs_abd_scatter_order_8 node_zfs_abd_scatter_order_9 node_zfs_abd_scatter_page_alloc_retry ' +
        'node_zfs_abd_scatter_page_multi_chunk node_zfs_abd_scatter_page_multi_zone node_zfs_abd_scatter_sg_table_retry ' +
        'node_zfs_abd_struct_size node_zfs_arc_anon_evictable_data node_zfs_arc_anon_evictable_metadata node_zfs_arc_anon_size ' +
        'node_zfs_arc_arc_loaned_bytes node_zfs_arc_arc_meta_limit node_zfs_arc_arc_meta_max node_zfs_arc_arc_meta_min ' +
        'node_zfs_arc_arc_meta_used node_zfs_arc_arc_need_free node_zfs_arc_arc_no_grow node_zfs_arc_arc_prune ' +
        'node_zfs_arc_arc_sys_free node_zfs_arc_arc_tempreserve node_zfs_arc_c node_zfs_arc_c_max node_zfs_arc_c_min ' +
        'node_zfs_arc_data_size node_zfs_arc_deleted node_zfs_arc_demand_data_hits node_zfs_arc_demand_data_misses ' +
        'node_zfs_arc_demand_metadata_hits node_zfs_arc_demand_metadata_misses node_zfs_arc_duplicate_buffers ' +
        'node_zfs_arc_duplicate_buffers_size node_zfs_arc_duplicate_reads node_zfs_arc_evict_l2_cached node_zfs_arc_evict_l2_eligible ' +
        'node_zfs_arc_evict_l2_ineligible node_zfs_arc_evict_l2_skip node_zfs_arc_evict_not_enough node_zfs_arc_evict_skip ' +
        'node_zfs_arc_hash_chain_max node_zfs_arc_hash_chains node_zfs_arc_hash_collisions node_zfs_arc_hash_elements ' +
        'node_zfs_arc_hash_elements_max node_zfs_arc_hdr_size node_zfs_arc_hits node_zfs_arc_l2_abort_lowmem node_zfs_arc_l2_asize ' +
        'node_zfs_arc_l2_cdata_free_on_write node_zfs_arc_l2_cksum_bad node_zfs_arc_l2_compress_failures ' +
        'node_zfs_arc_l2_compress_successes node_zfs_arc_l2_compress_zeros node_zfs_arc_l2_evict_l1cached ' +
        'node_zfs_arc_l2_evict_lock_retry node_zfs_arc_l2_evict_reading node_zfs_arc_l2_feeds node_zfs_arc_l2_free_on_write ' +
        'node_zfs_arc_l2_hdr_size node_zfs_arc_l2_hits node_zfs_arc_l2_io_error node_zfs_arc_l2_misses node_zfs_arc_l2_read_bytes ' +
        'node_zfs_arc_l2_rw_clash node_zfs_arc_l2_size node_zfs_arc_l2_write_bytes node_zfs_arc_l2_writes_done ' +
        'node_zfs_arc_l2_writes_error node_zfs_arc_l2_writes_lock_retry node_zfs_arc_l2_writes_sent ' +
        'node_zfs_arc_memory_available_bytes node_zfs_arc_memory_direct_count node_zfs_arc_memory_indirect_count ' +
        'node_zfs_arc_memory_throttle_count node_zfs_arc_metadata_size node_zfs_arc_mfu_evictable_data ' +
        'node_zfs_arc_mfu_evictable_metadata node_zfs_arc_mfu_ghost_evictable_data node_zfs_arc_mfu_ghost_evictable_metadata ' +
        'node_zfs_arc_mfu_ghost_hits node_zfs_arc_mfu_ghost_size node_zfs_arc_mfu_hits node_zfs_arc_mfu_size node_zfs_arc_misses ' +
        'node_zfs_arc_mru_evictable_data node_zfs_arc_mru_evictable_metadata node_zfs_arc_mru_ghost_evictable_data ' +
        'node_zfs_arc_mru_ghost_evictable_metadata node_zfs_arc_mru_ghost_hits node_zfs_arc_mru_ghost_size node_zfs_arc_mru_hits ' +
        'node_zfs_arc_mru_size node_zfs_arc_mutex_miss node_zfs_arc_other_size node_zfs_arc_p node_zfs_arc_prefetch_data_hits ' +
        'node_zfs_arc_prefetch_data_misses node_zfs_arc_prefetch_metadata_hits node_zfs_arc_prefetch_metadata_misses node_zfs_arc_size ' +
        'node_zfs_dbuf_dbuf_cache_count node_zfs_dbuf_dbuf_cache_hiwater_bytes node_zfs_dbuf_dbuf_cache_level_0 ' +
        'node_zfs_dbuf_dbuf_cache_level_0_bytes node_zfs_dbuf_dbuf_cache_level_1 node_zfs_dbuf_dbuf_cache_level_10 ' +
        'node_zfs_dbuf_dbuf_cache_level_10_bytes node_zfs_dbuf_dbuf_cache_level_11 node_zfs_dbuf_dbuf_cache_level_11_bytes ' +
        'node_zfs_dbuf_dbuf_cache_level_1_bytes node_zfs_dbuf_dbuf_cache_level_2 node_zfs_dbuf_dbuf_cache_level_2_bytes ' +
        'node_zfs_dbuf_dbuf_cache_level_3 node_zfs_dbuf_dbuf_cache_level_3_bytes node_zfs_dbuf_dbuf_cache_level_4 ' +
        'node_zfs_dbuf_dbuf_cache_level_4_bytes node_zfs_dbuf_dbuf_cache_level_5 node_zfs_dbuf_dbuf_cache_level_5_bytes ' +
        'node_zfs_dbuf_dbuf_cache_level_6 node_zfs_dbuf_dbuf_cache_level_6_bytes node_zfs_dbuf_dbuf_cache_level_7 ' +
        'node_zfs_dbuf_dbuf_cache_level_7_bytes node_zfs_dbuf_dbuf_cache_level_8 node_zfs_dbuf_dbuf_cache_level_8_bytes ' +
        'node_zfs_dbuf_dbuf_cache_level_9 node_zfs_dbuf_dbuf_cache_level_9_bytes node_zfs_dbuf_dbuf_cache_lowater_bytes ' +
        'node_zfs_dbuf_dbuf_cache_max_bytes node_zfs_dbuf_dbuf_cache_size node_zfs_dbuf_dbuf_cache_size_max ' +
        'node_zfs_dbuf_dbuf_cache_total_evicts node_zfs_dbuf_hash_chain_max node_zfs_dbuf_hash_chains node_zfs_dbuf_hash_collisions ' +
        'node_zfs_dbuf_hash_dbuf_level_0 node_zfs_dbuf_hash_dbuf_level_0_bytes node_zfs_dbuf_hash_dbuf_level_1 ' +
        'node_zfs_dbuf_hash_dbuf_level_10 node_zfs_dbuf_hash_dbuf_level_10_bytes node_zfs_dbuf_hash_dbuf_level_11 ' +
        'node_zfs_dbuf_hash_dbuf_level_11_bytes node_zfs_dbuf_hash_dbuf_level_1_bytes node_zfs_dbuf_hash_dbuf_level_2 ' +
        'node_zfs_dbuf_hash_dbuf_level_2_bytes node_zfs_dbuf_hash_dbuf_level_3 node_zfs_dbuf_hash_dbuf_level_3_bytes ' +
        'node_zfs_dbuf_hash_dbuf_level_4 node_zfs_dbuf_hash_dbuf_level_4_bytes node_zfs_dbuf_hash_dbuf_level_5 ' +
        'node_zfs_dbuf_hash_dbuf_level_5_bytes node_zfs_dbuf_hash_dbuf_level_6 node_zfs_dbuf_hash_dbuf_level_6_bytes ' +
        'node_zfs_dbuf_hash_dbuf_level_7 node_zfs_dbuf_hash_dbuf_level_7_bytes node_zfs_dbuf_hash_dbuf_level_8 ' +
        'node_zfs_dbuf_hash_dbuf_level_8_bytes node_zfs_dbuf_hash_dbuf_level_9 node_zfs_dbuf_hash_dbuf_level_9_bytes ' +
        'node_zfs_dbuf_hash_elements node_zfs_dbuf_hash_elements_max node_zfs_dbuf_hash_hits node_zfs_dbuf_hash_insert_race ' +
        'node_zfs_dbuf_hash_misses node_zfs_dmu_tx_dmu_tx_assigned node_zfs_dmu_tx_dmu_tx_delay node_zfs_dmu_tx_dmu_tx_dirty_delay ' +
        'node_zfs_dmu_tx_dmu_tx_dirty_over_max node_zfs_dmu_tx_dmu_tx_dirty_throttle node_zfs_dmu_tx_dmu_tx_error ' +
        'node_zfs_dmu_tx_dmu_tx_group node_zfs_dmu_tx_dmu_tx_memory_reclaim node_zfs_dmu_tx_dmu_tx_memory_reserve ' +
        'node_zfs_dmu_tx_dmu_tx_quota node_zfs_dmu_tx_dmu_tx_suspended node_zfs_dnode_dnode_alloc_next_block ' +
        'node_zfs_dnode_dnode_alloc_next_chunk node_zfs_dnode_dnode_alloc_race node_zfs_dnode_dnode_allocate ' +
        'node_zfs_dnode_dnode_buf_evict node_zfs_dnode_dnode_hold_alloc_hits node_zfs_dnode_dnode_hold_alloc_interior ' +
        'node_zfs_dnode_dnode_hold_alloc_lock_misses node_zfs_dnode_dnode_hold_alloc_lock_retry node_zfs_dnode_dnode_hold_alloc_misses ' +
        'node_zfs_dnode_dnode_hold_alloc_type_none node_zfs_dnode_dnode_hold_dbuf_hold node_zfs_dnode_dnode_hold_dbuf_read ' +
        'node_zfs_dnode_dnode_hold_free_hits node_zfs_dnode_dnode_hold_free_lock_misses node_zfs_dnode_dnode_hold_free_lock_retry ' +
        'node_zfs_dnode_dnode_hold_free_misses node_zfs_dnode_dnode_hold_free_overflow node_zfs_dnode_dnode_hold_free_refcount ' +
        'node_zfs_dnode_dnode_hold_free_txg node_zfs_dnode_dnode_move_active node_zfs_dnode_dnode_move_handle ' +
        'node_zfs_dnode_dnode_move_invalid node_zfs_dnode_dnode_move_recheck1 node_zfs_dnode_dnode_move_recheck2 ' +
        'node_zfs_dnode_dnode_move_rwlock node_zfs_dnode_dnode_move_special node_zfs_dnode_dnode_reallocate node_zfs_fm_erpt_dropped ' +
        'node_zfs_fm_erpt_set_failed node_zfs_fm_fmri_set_failed node_zfs_fm_payload_set_failed node_zfs_vdev_cache_delegations ' +
        'node_zfs_vdev_cache_hits node_zfs_vdev_cache_misses node_zfs_vdev_mirror_non_rotating_linear ' +
        'node_zfs_vdev_mirror_non_rotating_seek node_zfs_vdev_mirror_preferred_found node_zfs_vdev_mirror_preferred_not_found ' +
        'node_zfs_vdev_mirror_rotating_linear node_zfs_vdev_mirror_rotating_offset node_zfs_vdev_mirror_rotating_seek ' +
        'node_zfs_xuio_onloan_read_buf node_zfs_xuio_onloan_write_buf node_zfs_xuio_read_buf_copied node_zfs_xuio_read_buf_nocopy ' +
        'node_zfs_xuio_write_buf_copied node_zfs_xuio_write_buf_nocopy node_zfs_zfetch_bogus_streams node_zfs_zfetch_colinear_hits ' +
        'node_zfs_zfetch_colinear_misses node_zfs_zfetch_hits node_zfs_zfetch_misses node_zfs_zfetch_reclaim_failures ' +
        'node_zfs_zfetch_reclaim_successes node_zfs_zfetch_streams_noresets node_zfs_zfetch_streams_resets node_zfs_zfetch_stride_hits ' +
        'node_zfs_zfetch_stride_misses node_zfs_zil_zil_commit_count node_zfs_zil_zil_commit_writer_count ' +
        'node_zfs_zil_zil_itx_copied_bytes node_zfs_zil_zil_itx_copied_count node_zfs_zil_zil_itx_count ' +
        'node_zfs_zil_zil_itx_indirect_bytes node_zfs_zil_zil_itx_indirect_count node_zfs_zil_zil_itx_metaslab_normal_bytes ' +
        'node_zfs_zil_zil_itx_metaslab_normal_count node_zfs_zil_zil_itx_metaslab_slog_bytes node_zfs_zil_zil_itx_metaslab_slog_count ' +
        'node_zfs_zil_zil_itx_needcopy_bytes node_zfs_zil_zil_itx_needcopy_count',
    ),
  },
  {
    type: 'unknown',
    labels: ['dataset', 'zpool'],
    names: words(
      'node_zfs_zpool_dataset_nread node_zfs_zpool_dataset_nunlinked node_zfs_zpool_dataset_nunlinks node_zfs_zpool_dataset_nwritten ' +
        'node_zfs_zpool_dataset_reads node_zfs_zpool_dataset_writes',
    ),
  },
  {
    type: 'unknown',
    labels: ['zpool'],
    names: words(
      'node_zfs_zpool_nread node_zfs_zpool_nwritten node_zfs_zpool_rcnt node_zfs_zpool_reads node_zfs_zpool_rlentime ' +
        'node_zfs_zpool_rtime node_zfs_zpool_rupdate node_zfs_zpool_wcnt node_zfs_zpool_wlentime node_zfs_zpool_writes ' +
        'node_zfs_zpool_wtime node_zfs_zpool_wupdate',
    ),
  },
];
