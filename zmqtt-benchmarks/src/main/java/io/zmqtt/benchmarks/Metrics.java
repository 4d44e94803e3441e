/*
 * Copyright 2026-present the original author or authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */

package io.zmqtt.benchmarks;

/**
 * The names of the figures, which are also the headings of their columns.
 */
final class Metrics {

	static final String CPU = "CPU us per message";

	static final String RATE = "messages/s";

	static final String P50 = "p50, us";

	static final String P99 = "p99, us";

	static final String P999 = "p99.9, us";

	static final String MAX = "max, us";

	static final String LOST = "lost";

	static final String CONNECT = "connect + subscribe, ms";

	static final String CYCLE = "with disconnect, ms";

	static final String COLD_START = "start of the JVM to first echo, ms";

	static final String CLIENTS = "clients";

	static final String HEAP = "heap per client, KB";

	static final String NATIVE = "other memory per client, KB";

	static final String THREADS = "threads per client";

	static final String MESSAGES = "messages";

	static final String LIVE_SET = "heap after GC, MB";

	static final String BUFFERED = "most messages buffered";

	static final String BUFFERED_BYTES = "most MB unacknowledged";

	static final String DISCONNECTS = "disconnects";

	static final String MINUTES = "minutes";

	static final String RELATIVE = "times the first";

	private Metrics() {
	}

}
