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

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Opens many connections that do nothing. The argument is their number.
 */
final class IdleTask implements Task {

	static final String SUBJECT = "idle";

	private static final int FIRST = 20;

	private static final int COLLECTIONS = 4;

	private final List<PeerConnection> connections = new ArrayList<>();

	@Override
	public void run(TaskContext context) throws IOException, InterruptedException {
		int clients = Integer.parseInt(context.argument());
		// whatever there is once, and threads that are shared, is not a client's
		connect(context, FIRST);
		State before = State.now();
		connect(context, clients);
		State after = State.now();
		context.report(SUBJECT, Metrics.CLIENTS, clients);
		context.report(SUBJECT, Metrics.HEAP, (after.heap() - before.heap()) / 1024.0 / clients);
		context.report(SUBJECT, Metrics.NATIVE, (after.resident() - before.resident()) / 1024.0 / clients);
		context.report(SUBJECT, Metrics.THREADS, (double) (after.threads() - before.threads()) / clients);
		// without them the collector would be free to take the connections
		if (this.connections.size() != FIRST + clients) {
			throw new IllegalStateException("Not all connections are held");
		}
	}

	private void connect(TaskContext context, int count) {
		for (int i = 0; i < count; i++) {
			this.connections.add(context.connect());
		}
	}

	private record State(long heap, long resident, int threads) {

		private static State now() throws IOException, InterruptedException {
			TimeUnit.SECONDS.sleep(1);
			long heap = HeapMeter.usedAfterGc(COLLECTIONS);
			return new State(heap, HeapMeter.residentBytes(), ManagementFactory.getThreadMXBean().getThreadCount());
		}

	}

}
