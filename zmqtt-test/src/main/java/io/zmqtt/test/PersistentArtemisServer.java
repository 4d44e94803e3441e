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

package io.zmqtt.test;

import java.io.File;
import java.nio.ByteBuffer;

import org.apache.activemq.artemis.core.config.Configuration;
import org.apache.activemq.artemis.core.io.IOCriticalErrorListener;
import org.apache.activemq.artemis.core.io.SequentialFileFactory;
import org.apache.activemq.artemis.core.io.nio.NIOSequentialFileFactory;
import org.apache.activemq.artemis.core.journal.impl.JournalImpl;
import org.apache.activemq.artemis.core.persistence.StorageManager;
import org.apache.activemq.artemis.core.persistence.impl.journal.JournalStorageManager;
import org.apache.activemq.artemis.core.server.impl.ActiveMQServerImpl;
import org.apache.activemq.artemis.spi.core.security.ActiveMQSecurityManager;

/**
 * A server that leaves the release of its file buffers to the garbage collector. Artemis
 * 2.53 asks Netty to free buffers that Netty did not allocate, which Netty refuses on
 * Java 25: a server could not load its own journal there.
 */
final class PersistentArtemisServer extends ActiveMQServerImpl {

	PersistentArtemisServer(Configuration configuration, ActiveMQSecurityManager securityManager) {
		super(configuration, null, securityManager);
	}

	@Override
	protected StorageManager createStorageManager() {
		return new Storage(this);
	}

	private static final class Storage extends JournalStorageManager {

		Storage(PersistentArtemisServer server) {
			super(server.getConfiguration(), server.getCriticalAnalyzer(), server.getExecutorFactory(),
					server.getScheduledPool(), server.getIOExecutorFactory(), server.getIoCriticalErrorListener());
		}

		@Override
		protected void init(Configuration configuration, IOCriticalErrorListener listener) {
			super.init(configuration, listener);
			this.bindingsFF = files(configuration.getBindingsLocation(), false, configuration, listener);
			this.bindingsJournal = new JournalImpl(this.ioExecutorFactory, 1024 * 1024, 2,
					configuration.getJournalPoolFiles(), configuration.getJournalCompactMinFiles(),
					configuration.getJournalCompactPercentage(), configuration.getJournalFileOpenTimeout(),
					this.bindingsFF, "activemq-bindings", "bindings", 1, 0, listener, 0);
			this.journalFF = files(configuration.getJournalLocation(), true, configuration, listener);
			this.messageJournal = createMessageJournal(configuration, listener, configuration.getJournalFileSize());
			this.largeMessagesFactory = files(configuration.getLargeMessagesLocation(), false, configuration, listener);
		}

		private static SequentialFileFactory files(File directory, boolean buffered, Configuration configuration,
				IOCriticalErrorListener listener) {
			Files files = new Files(directory, buffered, configuration, listener);
			files.setDatasync(configuration.isJournalDatasync());
			return files;
		}

	}

	private static final class Files extends NIOSequentialFileFactory {

		Files(File directory, boolean buffered, Configuration configuration, IOCriticalErrorListener listener) {
			super(directory, buffered, configuration.getJournalBufferSize_NIO(),
					configuration.getJournalBufferTimeout_NIO(), configuration.getJournalMaxIO_NIO(), false, listener,
					null);
			super.disableBufferReuse();
		}

		@Override
		public void enableBufferReuse() {
			// a pool frees buffers as well
		}

		@Override
		public void releaseDirectBuffer(ByteBuffer buffer) {
			// the garbage collector does it
		}

	}

}
