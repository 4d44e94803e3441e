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

package io.zmqtt.spring.listener;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.IntStream;

import io.zmqtt.CleanStart;
import io.zmqtt.MqttClient;
import io.zmqtt.MqttClientV311;
import io.zmqtt.MqttMessageHandler;
import io.zmqtt.MqttVersion;
import io.zmqtt.PublishOptions;
import io.zmqtt.PublishResult;
import io.zmqtt.QoS;
import io.zmqtt.ReconnectPolicy;
import io.zmqtt.RetainHandling;
import io.zmqtt.spring.config.EnableMqtt;
import io.zmqtt.spring.core.MqttTemplate;
import io.zmqtt.spring.event.MqttListenerIdleEvent;
import io.zmqtt.test.EmbeddedMqttBroker;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.retry.RetryPolicy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

/**
 * Containers with a real client and a real broker.
 */
class ListenerContainerBrokerTests {

	private static final Duration PATIENCE = Duration.ofSeconds(30);

	private static EmbeddedMqttBroker broker;

	private final List<AutoCloseable> open = new ArrayList<>();

	/** What keeps topics of one test from another. */
	private String base;

	@BeforeAll
	static void startBroker() {
		broker = EmbeddedMqttBroker.start();
	}

	@AfterAll
	static void closeBroker() {
		broker.close();
	}

	@BeforeEach
	void chooseBase() {
		this.base = "t" + System.nanoTime();
	}

	@AfterEach
	void closeAll() throws Exception {
		for (AutoCloseable closeable : this.open) {
			closeable.close();
		}
	}

	// Order

	@ParameterizedTest
	@CsvSource({ "V3_1_1, false", "V5, false", "V5, true" })
	void keepsTheOrderOfEachTopicAtConcurrency8(MqttVersion version, boolean ownExecutor) throws Exception {
		int topics = 100;
		int messages = 10_000;
		Map<String, List<Integer>> handled = new ConcurrentHashMap<>();
		AtomicInteger count = new AtomicInteger();
		AtomicInteger together = new AtomicInteger();
		AtomicInteger mostTogether = new AtomicInteger();
		Random pauses = new Random(8);
		AnnotationConfigApplicationContext context = start(version, "", (factory) -> {
			factory.setConcurrency(8);
			if (ownExecutor) {
				ExecutorService executor = Executors.newFixedThreadPool(8);
				this.open.add(executor::shutdownNow);
				factory.setTaskExecutor(executor);
			}
		});
		register(context, "ordered", (message) -> {
			mostTogether.accumulateAndGet(together.incrementAndGet(), Math::max);
			handled.computeIfAbsent(message.topic(), (topic) -> new CopyOnWriteArrayList<>())
				.add(Integer.valueOf(message.text()));
			if (pauses.nextInt(50) == 0) {
				Thread.yield();
			}
			together.decrementAndGet();
			count.incrementAndGet();
		}, this.base + "/+");
		MqttClient publisher = publisher();
		List<CompletableFuture<PublishResult>> published = new ArrayList<>();
		for (int i = 0; i < messages; i++) {
			published.add(publisher.publishAsync(this.base + "/" + (i % topics), Integer.toString(i / topics),
					QoS.AT_LEAST_ONCE));
		}
		CompletableFuture.allOf(published.toArray(new CompletableFuture<?>[0])).get(30, TimeUnit.SECONDS);
		await().atMost(PATIENCE).until(() -> count.get() >= messages);
		List<Integer> expected = IntStream.range(0, messages / topics).boxed().toList();
		assertThat(handled).hasSize(topics)
			.allSatisfy((topic, numbers) -> assertThat(numbers).as(topic).isEqualTo(expected));
		assertThat(mostTogether.get()).isBetween(2, 8);
	}

	@Test
	void aSlowTopicHoldsBackNoOtherLane() throws Exception {
		CountDownLatch leave = new CountDownLatch(1);
		List<String> handled = new CopyOnWriteArrayList<>();
		AnnotationConfigApplicationContext context = start(MqttVersion.V5, "", (factory) -> factory.setConcurrency(4));
		register(context, "lanes", (message) -> {
			if (message.text().equals("slow")) {
				leave.await();
			}
			handled.add(message.text());
		}, this.base + "/+");
		MqttClient publisher = publisher();
		publisher.publish(this.base + "/slow", "slow", QoS.AT_LEAST_ONCE);
		for (int i = 0; i < 100; i++) {
			publisher.publish(this.base + "/" + i, "quick", QoS.AT_LEAST_ONCE);
		}
		await().atMost(PATIENCE).until(() -> handled.size() >= 50);
		assertThat(handled).containsOnly("quick");
		leave.countDown();
		await().atMost(PATIENCE).until(() -> handled.size() == 101);
	}

	// What handlers do

	@ParameterizedTest
	@EnumSource
	void aHandlerThatThrowsIsTriedAgainAndBlocksNobody(MqttVersion version) {
		List<String> handled = new CopyOnWriteArrayList<>();
		List<String> recovered = new CopyOnWriteArrayList<>();
		AnnotationConfigApplicationContext context = start(version, "", (factory) -> {
			factory.setRetryPolicy(RetryPolicy.builder().maxRetries(2).delay(Duration.ofMillis(10)).build());
			factory.setRecoverer((message, failure) -> {
				recovered.add(message.text() + " " + failure.getAttempts());
				throw new IllegalStateException("cannot be recovered either");
			});
		});
		register(context, "poison", (message) -> {
			handled.add(message.text());
			if (message.text().equals("poison")) {
				throw new IllegalStateException("poison");
			}
		}, this.base);
		MqttTemplate template = context.getBean(MqttTemplate.class);
		template.convertAndSend(this.base, "poison");
		template.convertAndSend(this.base, "next");
		await().atMost(PATIENCE).until(() -> handled.contains("next"));
		assertThat(handled).containsExactly("poison", "poison", "poison", "next");
		assertThat(recovered).containsExactly("poison 3", "poison 3", "poison 3");
		assertThat(client(context).state().isConnected()).isTrue();
	}

	@ParameterizedTest
	@EnumSource
	void aHandlerThatBlocksKeepsTheClientAlive(MqttVersion version) throws Exception {
		CountDownLatch entered = new CountDownLatch(1);
		CountDownLatch leave = new CountDownLatch(1);
		List<String> handled = new CopyOnWriteArrayList<>();
		AnnotationConfigApplicationContext context = start(version, "");
		register(context, "blocking", (message) -> {
			entered.countDown();
			leave.await();
			handled.add(message.text());
		}, this.base + "/blocking");
		register(context, "other", (message) -> handled.add("other"), this.base + "/other");
		MqttTemplate template = context.getBean(MqttTemplate.class);
		template.convertAndSend(this.base + "/blocking", "blocked");
		assertThat(entered.await(20, TimeUnit.SECONDS)).isTrue();
		template.convertAndSend(this.base + "/other", "x");
		await().atMost(PATIENCE).until(() -> handled.contains("other"));
		client(context).ping();
		leave.countDown();
		await().atMost(PATIENCE).until(() -> handled.contains("blocked"));
	}

	@ParameterizedTest
	@EnumSource
	void aHandlerMayPublishBlockingOrNot(MqttVersion version) {
		List<String> echoes = new CopyOnWriteArrayList<>();
		AnnotationConfigApplicationContext context = start(version, "");
		MqttTemplate template = context.getBean(MqttTemplate.class);
		register(context, "publishing", (message) -> {
			template.convertAndSend(this.base + "/echo", "blocking");
			template.sendAsync(this.base + "/echo", "async");
		}, this.base + "/in");
		register(context, "echo", (message) -> echoes.add(message.text()), this.base + "/echo");
		for (int i = 0; i < 20; i++) {
			template.convertAndSend(this.base + "/in", "x");
		}
		await().atMost(PATIENCE).until(() -> echoes.size() == 40);
		assertThat(echoes).containsOnly("blocking", "async");
	}

	@Test
	void aHandlerMayMakeRequests() {
		List<String> answers = new CopyOnWriteArrayList<>();
		AnnotationConfigApplicationContext context = start(MqttVersion.V5, "");
		MqttTemplate template = context.getBean(MqttTemplate.class);
		register(context, "server",
				(message) -> template.to(message.properties().responseTopic().orElseThrow())
					.correlationData(message.properties().correlationData().orElseThrow())
					.body("re: " + message.text())
					.send(),
				this.base + "/server");
		register(context, "asking",
				(message) -> answers
					.add(String.valueOf(template.request(this.base + "/server", message.text(), String.class))),
				this.base);
		template.convertAndSend(this.base, "1");
		template.convertAndSend(this.base, "2");
		await().atMost(PATIENCE).untilAsserted(() -> assertThat(answers).containsExactly("re: 1", "re: 2"));
	}

	@ParameterizedTest
	@EnumSource
	void aHandlerMayStopItsContainer(MqttVersion version) {
		AnnotationConfigApplicationContext context = start(version, "");
		MqttListenerContainer container = register(context, "stopping",
				(message) -> registry(context).find("stopping").orElseThrow().stop(), this.base);
		context.getBean(MqttTemplate.class).convertAndSend(this.base, "x");
		await().atMost(Duration.ofSeconds(5)).until(() -> !container.isRunning());
		assertStillAlive(context);
	}

	@ParameterizedTest
	@EnumSource
	void aHandlerMayRemoveItself(MqttVersion version) {
		AnnotationConfigApplicationContext context = start(version, "");
		register(context, "once", (message) -> registry(context).remove("once"), this.base);
		context.getBean(MqttTemplate.class).convertAndSend(this.base, "x");
		await().atMost(Duration.ofSeconds(5)).until(() -> registry(context).find("once").isEmpty());
		assertStillAlive(context);
	}

	@ParameterizedTest
	@EnumSource
	void aHandlerMayCloseTheContext(MqttVersion version) {
		AnnotationConfigApplicationContext context = start(version, "");
		register(context, "closing", (message) -> context.close(), this.base);
		publisher().publish(this.base, "x", QoS.AT_LEAST_ONCE);
		await().atMost(Duration.ofSeconds(10)).until(() -> !context.isActive());
	}

	@ParameterizedTest
	@EnumSource
	void aHandlerMayCloseItsClient(MqttVersion version) {
		AnnotationConfigApplicationContext context = start(version, "");
		MqttClient client = client(context);
		AtomicReference<String> after = new AtomicReference<>();
		register(context, "closing", (message) -> {
			client.close();
			after.set("closed");
		}, this.base);
		publisher().publish(this.base, "x", QoS.AT_LEAST_ONCE);
		await().atMost(Duration.ofSeconds(15)).until(() -> "closed".equals(after.get()));
		assertThat(client.state().isConnected()).isFalse();
	}

	// Life

	@ParameterizedTest
	@EnumSource
	void listenersComeAndGoAtRunTime(MqttVersion version) {
		List<String> handled = new CopyOnWriteArrayList<>();
		AnnotationConfigApplicationContext context = start(version, "");
		MqttTemplate template = context.getBean(MqttTemplate.class);
		for (int i = 0; i < 5; i++) {
			String text = "round " + i;
			register(context, "dynamic", (message) -> handled.add(message.text()), this.base);
			await().atMost(PATIENCE).untilAsserted(() -> {
				template.convertAndSend(this.base, text);
				assertThat(handled).contains(text);
			});
			assertThat(registry(context).remove("dynamic")).isTrue();
			template.convertAndSend(this.base, "unheard");
		}
		assertThat(handled).doesNotContain("unheard");
		assertThat(context.getBeanNamesForType(MqttListenerContainer.class)).isEmpty();
	}

	@ParameterizedTest
	@EnumSource
	void stopWhileHandlersRunLosesNothingAndHoldsBackNobody(MqttVersion version) throws Exception {
		CountDownLatch entered = new CountDownLatch(4);
		CountDownLatch leave = new CountDownLatch(1);
		List<String> handled = new CopyOnWriteArrayList<>();
		List<String> others = new CopyOnWriteArrayList<>();
		AnnotationConfigApplicationContext context = start(version, "", (factory) -> factory.setConcurrency(4));
		MqttListenerContainer container = register(context, "busy", (message) -> {
			entered.countDown();
			leave.await();
			handled.add(message.text());
		}, this.base + "/busy/+");
		register(context, "other", (message) -> others.add(message.text()), this.base + "/other");
		MqttTemplate template = context.getBean(MqttTemplate.class);
		for (int i = 0; i < 60; i++) {
			template.convertAndSend(this.base + "/busy/" + i, Integer.toString(i));
		}
		assertThat(entered.await(20, TimeUnit.SECONDS)).isTrue();
		await().atMost(PATIENCE).until(() -> container.pending() == 60);
		CompletableFuture<Void> stopped = CompletableFuture.runAsync(container::stop);
		await().atMost(PATIENCE).until(() -> !container.isRunning());
		template.convertAndSend(this.base + "/other", "heard");
		await().atMost(PATIENCE).until(() -> others.contains("heard"));
		assertThat(stopped).isNotDone();
		leave.countDown();
		stopped.get(20, TimeUnit.SECONDS);
		assertThat(handled).hasSize(60).doesNotHaveDuplicates();
	}

	@ParameterizedTest
	@EnumSource
	void stopAndStartUnderLoad(MqttVersion version) {
		AtomicInteger handled = new AtomicInteger();
		AnnotationConfigApplicationContext context = start(version, "", (factory) -> factory.setConcurrency(4));
		MqttListenerContainer container = register(context, "restarted", (message) -> handled.incrementAndGet(),
				this.base + "/+");
		MqttClient publisher = publisher();
		for (int round = 0; round < 10; round++) {
			for (int i = 0; i < 50; i++) {
				publisher.publishAsync(this.base + "/" + i, "x", QoS.AT_LEAST_ONCE);
			}
			container.stop();
			assertThat(container.isRunning()).isFalse();
			assertThat(container.pending()).isZero();
			container.start();
		}
		int before = handled.get();
		await().atMost(PATIENCE).untilAsserted(() -> {
			publisher.publish(this.base + "/last", "x", QoS.AT_LEAST_ONCE);
			assertThat(handled.get()).isGreaterThan(before);
		});
		assertStillAlive(context);
	}

	@ParameterizedTest
	@CsvSource({ "V3_1_1, 1", "V3_1_1, 4", "V5, 1", "V5, 4" })
	void aPausedContainerKeepsWhatComes(MqttVersion version, int concurrency) {
		List<String> handled = new CopyOnWriteArrayList<>();
		AnnotationConfigApplicationContext context = start(version, "",
				(factory) -> factory.setConcurrency(concurrency));
		MqttListenerContainer container = register(context, "paused", (message) -> handled.add(message.text()),
				this.base);
		MqttTemplate template = context.getBean(MqttTemplate.class);
		template.convertAndSend(this.base, "before");
		await().atMost(PATIENCE).until(() -> handled.contains("before"));
		container.pause();
		assertThat(container.isPaused()).isTrue();
		assertThat(container.isRunning()).isTrue();
		for (int i = 0; i < 20; i++) {
			template.convertAndSend(this.base, Integer.toString(i));
		}
		await().atMost(PATIENCE).until(() -> container.pending() == 20);
		assertThat(handled).containsExactly("before");
		container.resume();
		await().atMost(PATIENCE).until(() -> handled.size() == 21);
		assertThat(handled.subList(1, 21)).isEqualTo(IntStream.range(0, 20).mapToObj(Integer::toString).toList());
	}

	@Test
	void aPausedContainerThatIsStoppedHandlesWhatCame() {
		List<String> handled = new CopyOnWriteArrayList<>();
		AnnotationConfigApplicationContext context = start(MqttVersion.V5, "", (factory) -> factory.setConcurrency(2));
		MqttListenerContainer container = register(context, "paused", (message) -> handled.add(message.text()),
				this.base);
		container.pause();
		for (int i = 0; i < 10; i++) {
			context.getBean(MqttTemplate.class).convertAndSend(this.base, "x");
		}
		await().atMost(PATIENCE).until(() -> container.pending() == 10);
		container.stop();
		assertThat(handled).hasSize(10);
		assertThat(container.isPaused()).isFalse();
	}

	@ParameterizedTest
	@EnumSource
	void aContextThatIsPausedStartsWhatStartsWithIt(MqttVersion version) {
		List<String> handled = new CopyOnWriteArrayList<>();
		AnnotationConfigApplicationContext context = start(version, "", (factory) -> factory.setConcurrency(2));
		register(context, "automatic", (message) -> handled.add(message.topic()), this.base + "/automatic");
		registry(context).register(MqttListenerEndpoint.builder("manual")
			.topics(this.base + "/manual")
			.autoStartup(false)
			.handler((message) -> handled.add(message.topic()))
			.build());
		MqttTemplate template = context.getBean(MqttTemplate.class);
		for (int i = 0; i < 3; i++) {
			context.pause();
			assertThat(client(context).state().isConnected()).isFalse();
			context.restart();
			await().atMost(PATIENCE).until(() -> client(context).state().isConnected());
			assertThat(registry(context).find("manual").orElseThrow().isRunning()).isFalse();
			handled.clear();
			await().atMost(PATIENCE).untilAsserted(() -> {
				template.convertAndSend(this.base + "/automatic", "x");
				assertThat(handled).contains(this.base + "/automatic");
			});
			template.convertAndSend(this.base + "/manual", "x");
		}
		assertThat(handled).doesNotContain(this.base + "/manual");
	}

	@ParameterizedTest
	@CsvSource({ "V3_1_1, 1", "V3_1_1, 8", "V5, 8" })
	void nothingOfASessionIsLostWhileTheApplicationIsDown(MqttVersion version, int concurrency) {
		String clientId = "session-" + this.base;
		List<String> handled = new CopyOnWriteArrayList<>();
		MqttMessageHandler handler = (message) -> handled.add(message.text());
		Consumer<MqttListenerContainerFactory> options = (factory) -> factory.setConcurrency(concurrency);
		try (AnnotationConfigApplicationContext first = start(version, clientId, options, "session", handler)) {
			await().atMost(PATIENCE).until(() -> client(first).state().isConnected());
			await().atMost(PATIENCE).untilAsserted(() -> {
				first.getBean(MqttTemplate.class).convertAndSend(this.base + "/first", "up");
				assertThat(handled).contains("up");
			});
		}
		handled.clear();
		MqttClient publisher = publisher();
		for (int i = 0; i < 200; i++) {
			publisher.publish(this.base + "/" + (i % 10), Integer.toString(i), QoS.AT_LEAST_ONCE);
		}
		try (AnnotationConfigApplicationContext second = start(version, clientId, options, "session", handler)) {
			assertThat(second.isActive()).isTrue();
			await().atMost(PATIENCE)
				.untilAsserted(() -> assertThat(handled.stream().filter((text) -> !text.equals("up")).distinct())
					.hasSize(200));
		}
	}

	// Options

	@ParameterizedTest
	@EnumSource
	void aGroupSharesItsMessages(MqttVersion version) {
		List<String> handled = new CopyOnWriteArrayList<>();
		for (int i = 0; i < 2; i++) {
			AnnotationConfigApplicationContext context = start(version, "");
			registry(context).register(MqttListenerEndpoint.builder("worker")
				.topics(this.base + "/{job}")
				.group("workers")
				.handler((message) -> handled.add(message.text()))
				.build());
		}
		MqttClient publisher = publisher();
		await().atMost(PATIENCE).untilAsserted(() -> {
			publisher.publish(this.base + "/job", "probe", QoS.AT_LEAST_ONCE);
			assertThat(handled).contains("probe");
		});
		for (int i = 0; i < 100; i++) {
			publisher.publish(this.base + "/job", Integer.toString(i), QoS.AT_LEAST_ONCE);
		}
		await().atMost(PATIENCE).until(() -> handled.contains("99"));
		await().during(Duration.ofMillis(200))
			.atMost(PATIENCE)
			.untilAsserted(
					() -> assertThat(handled.stream().filter((text) -> !text.equals("probe")).toList()).hasSize(100)
						.doesNotHaveDuplicates());
	}

	@Test
	void optionsOfMqtt5AreUsed() {
		AnnotationConfigApplicationContext context = start(MqttVersion.V5, "");
		MqttClient publisher = publisher();
		publisher.publish(this.base + "/retained", "old", PublishOptions.qos(QoS.AT_LEAST_ONCE).retained());
		List<String> handled = new CopyOnWriteArrayList<>();
		registry(context).register(MqttListenerEndpoint.builder("options")
			.topics(this.base + "/#")
			.noLocal(true)
			.retainAsPublished(true)
			.retainHandling(RetainHandling.DO_NOT_SEND)
			.handler((message) -> handled.add(message.text() + " " + message.retain()))
			.build());
		context.getBean(MqttTemplate.class).convertAndSend(this.base + "/own", "own");
		await().atMost(PATIENCE).untilAsserted(() -> {
			publisher.publish(this.base + "/new", "foreign", QoS.AT_LEAST_ONCE);
			assertThat(handled).isNotEmpty();
		});
		assertThat(handled).containsOnly("foreign false");
	}

	@Test
	void optionsOfMqtt5AreRefusedOnMqtt311() {
		AnnotationConfigApplicationContext context = start(MqttVersion.V3_1_1, "");
		assertThatIllegalArgumentException().isThrownBy(() -> registry(context)
			.register(MqttListenerEndpoint.builder("options").topics("a").noLocal(true).handler((message) -> {
			}).build())).withMessageContaining("only MQTT 5").withMessageContaining("options");
		assertThat(registry(context).find("options")).isEmpty();
	}

	@Test
	void silenceIsToldAgainAndAgain() {
		List<MqttListenerIdleEvent> events = new CopyOnWriteArrayList<>();
		AnnotationConfigApplicationContext context = start(MqttVersion.V5, "",
				(factory) -> factory.setIdleEventInterval(Duration.ofMillis(100)));
		context.addApplicationListener((ApplicationListener<MqttListenerIdleEvent>) events::add);
		MqttListenerContainer container = register(context, "idle", (message) -> {
		}, this.base);
		await().atMost(PATIENCE).until(() -> events.size() >= 2);
		assertThat(events).allSatisfy((event) -> {
			assertThat(event.getSource()).isSameAs(container);
			assertThat(event.getListenerId()).isEqualTo("idle");
			assertThat(event.getIdleTime()).isGreaterThanOrEqualTo(Duration.ofMillis(100));
		});
		assertThat(events.get(1).getIdleTime()).isGreaterThan(events.get(0).getIdleTime());
		container.stop();
		events.clear();
		await().during(Duration.ofMillis(300)).atMost(PATIENCE).until(() -> events.size() <= 1);
	}

	// What they share

	private static void assertStillAlive(AnnotationConfigApplicationContext context) {
		List<String> handled = new CopyOnWriteArrayList<>();
		String topic = "alive" + System.nanoTime();
		register(context, topic, (message) -> handled.add(message.text()), topic);
		await().atMost(PATIENCE).untilAsserted(() -> {
			context.getBean(MqttTemplate.class).convertAndSend(topic, "alive");
			assertThat(handled).contains("alive");
		});
	}

	private static MqttListenerContainer register(AnnotationConfigApplicationContext context, String id,
			MqttMessageHandler handler, String... topics) {
		MqttListenerContainer container = registry(context)
			.register(MqttListenerEndpoint.builder(id).topics(topics).handler(handler).build());
		await().atMost(PATIENCE).until(() -> container.isSubscribed());
		return container;
	}

	private static MqttListenerRegistry registry(AnnotationConfigApplicationContext context) {
		return context.getBean(MqttListenerRegistry.class);
	}

	private static MqttClient client(AnnotationConfigApplicationContext context) {
		return context.getBean(MqttClient.class);
	}

	private MqttClient publisher() {
		MqttClient publisher = MqttClient.builder(broker.host()).port(broker.port()).build();
		this.open.add(publisher);
		publisher.connect();
		return publisher;
	}

	private AnnotationConfigApplicationContext start(MqttVersion version, String clientId) {
		return start(version, clientId, (factory) -> {
		});
	}

	private AnnotationConfigApplicationContext start(MqttVersion version, String clientId,
			Consumer<MqttListenerContainerFactory> options) {
		return start(version, clientId, options, null, (message) -> {
		});
	}

	private AnnotationConfigApplicationContext start(MqttVersion version, String clientId,
			Consumer<MqttListenerContainerFactory> options, @Nullable String listener, MqttMessageHandler handler) {
		AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();
		this.open.add(context);
		context.registerBean("mqttClient", MqttClient.class, () -> newClient(version, clientId));
		context.registerBean("mqttListenerContainerFactory", MqttListenerContainerFactory.class, () -> {
			MqttListenerContainerFactory factory = new MqttListenerContainerFactory(context.getBean(MqttClient.class));
			options.accept(factory);
			return factory;
		});
		if (listener != null) {
			context.registerBean("registration", SmartInitializingSingleton.class, () -> () -> registry(context)
				.register(MqttListenerEndpoint.builder(listener).topics(this.base + "/#").handler(handler).build()));
		}
		context.register(Config.class);
		context.refresh();
		await().atMost(PATIENCE).until(() -> client(context).state().isConnected());
		return context;
	}

	private static MqttClient newClient(MqttVersion version, String clientId) {
		MqttClientV311.Builder builder = MqttClient.builder(broker.host())
			.port(broker.port())
			.retryFirstConnect(true)
			.reconnect(ReconnectPolicy.defaults().withDelays(Duration.ofMillis(10), Duration.ofMillis(100)));
		if (!clientId.isEmpty()) {
			builder.clientId(clientId).cleanStart(CleanStart.NEVER);
		}
		if (version == MqttVersion.V3_1_1) {
			return builder.build();
		}
		return clientId.isEmpty() ? builder.v5().build()
				: builder.v5().sessionExpiryInterval(Duration.ofMinutes(10)).build();
	}

	@Configuration(proxyBeanMethods = false)
	@EnableMqtt
	static class Config {

		@Bean
		MqttTemplate mqttTemplate(MqttClient client) {
			return new MqttTemplate(client);
		}

	}

}
