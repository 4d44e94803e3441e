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

package io.zmqtt.benchmarks.hivemq;

import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5Client;
import com.hivemq.client.mqtt.mqtt5.Mqtt5RxClient;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import io.reactivex.Flowable;
import io.reactivex.disposables.CompositeDisposable;
import io.reactivex.processors.UnicastProcessor;
import io.reactivex.schedulers.Schedulers;
import io.zmqtt.benchmarks.PeerConnection;
import org.jspecify.annotations.Nullable;

/**
 * MQTT 5.0 by the reactive API: all publishes are one stream.
 */
final class RxMqtt5 implements PeerConnection {

	private final Mqtt5RxClient client;

	private final UnicastProcessor<Mqtt5Publish> publishes = UnicastProcessor.create(1024);

	private final CompositeDisposable streams = new CompositeDisposable();

	private final CompletionQueue completions = new CompletionQueue();

	private final ParsedTopics topics = new ParsedTopics();

	private final boolean manualAcknowledgement;

	RxMqtt5(String host, int port, boolean manualAcknowledgement) {
		this.manualAcknowledgement = manualAcknowledgement;
		this.client = Mqtt5Client.builder()
			.identifier("bench")
			.serverHost(host)
			.serverPort(port)
			.executorConfig()
			.nettyThreads(1)
			.applicationScheduler(Schedulers.trampoline())
			.applyExecutorConfig()
			.buildRx();
		this.client.connectWith()
			.restrictions()
			.receiveMaximum(65535)
			.sendMaximum(65535)
			.applyRestrictions()
			.applyConnect()
			.ignoreElement()
			.blockingAwait();
		this.streams.add(this.client.publish(this.publishes)
			.subscribe((result) -> this.completions.complete(result, result.getError().orElse(null)),
					this.completions::fail));
	}

	@Override
	public void publish(String topic, int qos, byte[] payload,
			BiConsumer<@Nullable Object, @Nullable Throwable> whenDone) {
		Mqtt5Publish publish = Mqtt5Publish.builder()
			.topic(this.topics.parse(topic))
			.qos(Objects.requireNonNull(MqttQos.fromCode(qos)))
			.payload(payload)
			.build();
		this.completions.add(whenDone);
		this.publishes.onNext(publish);
	}

	@Override
	public void subscribe(String filter, int qos, Consumer<byte[]> handler) {
		Flowable<Mqtt5Publish> messages = this.client.subscribePublishesWith()
			.topicFilter(filter)
			.qos(Objects.requireNonNull(MqttQos.fromCode(qos)))
			.manualAcknowledgement(this.manualAcknowledgement)
			.applySubscribe()
			.doOnSingle((ack) -> this.completions.subscribed());
		this.streams.add(messages.subscribe((publish) -> receive(publish, handler), this.completions::fail));
		this.completions.awaitSubscribed();
	}

	private void receive(Mqtt5Publish publish, Consumer<byte[]> handler) {
		handler.accept(publish.getPayloadAsBytes());
		if (this.manualAcknowledgement) {
			publish.acknowledge();
		}
	}

	@Override
	public void close() {
		this.streams.dispose();
		this.client.disconnect().blockingAwait();
	}

}
